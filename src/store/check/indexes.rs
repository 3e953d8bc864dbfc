//! Indexes, in both directions.

use super::{Flaw, Report};
use crate::store::error::StorageError;
use crate::store::ids::Aid;
use crate::store::keys::{AccountKey, MailCodeKey, Pair, PasskeyKey, Text};
use crate::store::read::Read;
use crate::store::rows::{accounts, backup_emails};
use crate::store::snapshot::Snapshot;
use crate::store::span::Span;
use crate::store::tables::{
    Accounts, BackupEmailOwners, BackupEmails, ByDid, ByEmail, ByHandle, Invites, InvitesByOwner,
    MailCodeOwners, MailCodes, PasskeyOwners, Passkeys, Table,
};

pub(super) fn check(db: &Snapshot, report: &mut Report) -> Result<(), StorageError> {
    accounts(db, report)?;
    backup_emails(db, report)?;
    mail_codes(db, report)?;
    passkeys(db, report)?;
    invites(db, report)
}

fn accounts(db: &Snapshot, report: &mut Report) -> Result<(), StorageError> {
    for entry in db.range::<Accounts>(Span::all())? {
        let (aid, account) = entry?;
        let mut expect = |index, found: Option<_>| {
            if found != Some(aid) {
                report.add(Flaw::NotIndexed { index, what: format!("{aid:?}") });
            }
        };
        expect(ByDid::NAME, db.get::<ByDid>(&account.did)?);
        if let Some(handle) = &account.handle {
            expect(ByHandle::NAME, db.get::<ByHandle>(handle)?);
        }
        if let Some(email) = &account.email {
            expect(ByEmail::NAME, accounts::by_email(db, email)?.map(|(aid, _)| aid));
        }
    }
    let mut dangling = |index, what: String| report.add(Flaw::Dangling { index, what });
    for entry in db.range::<ByDid>(Span::all())? {
        let (did, aid) = entry?;
        if db.get::<Accounts>(&aid)?.is_none_or(|account| account.did != did) {
            dangling(ByDid::NAME, format!("{aid:?}"));
        }
    }
    for entry in db.range::<ByHandle>(Span::all())? {
        let (handle, aid) = entry?;
        if db.get::<Accounts>(&aid)?.is_none_or(|account| account.handle.as_ref() != Some(&handle)) {
            dangling(ByHandle::NAME, format!("{aid:?}"));
        }
    }
    for entry in db.range::<ByEmail>(Span::all())? {
        let (Text(email), aid) = entry?;
        let holds =
            |account: accounts::Account| account.email.is_some_and(|own| own.to_lowercase() == *email);
        if !db.get::<Accounts>(&aid)?.is_some_and(holds) {
            dangling(ByEmail::NAME, format!("{aid:?}"));
        }
    }
    Ok(())
}

fn backup_emails(db: &Snapshot, report: &mut Report) -> Result<(), StorageError> {
    let what = |aid: Aid| format!("a further address of {aid:?}");
    for entry in db.range::<BackupEmails>(Span::all())? {
        let (aid, row) = entry?;
        for one in row.confirmed {
            if backup_emails::owner(db, &one.email)? != Some(aid) {
                report.add(Flaw::NotIndexed { index: BackupEmailOwners::NAME, what: what(aid) });
            }
        }
    }
    for entry in db.range::<BackupEmailOwners>(Span::all())? {
        let (Text(email), aid) = entry?;
        if !backup_emails::get(db, aid)?.confirmed.iter().any(|one| one.email == *email) {
            report.add(Flaw::Dangling { index: BackupEmailOwners::NAME, what: what(aid) });
        }
    }
    Ok(())
}

fn mail_codes(db: &Snapshot, report: &mut Report) -> Result<(), StorageError> {
    for entry in db.range::<MailCodes>(Span::all())? {
        let (AccountKey { aid, purpose }, row) = entry?;
        if db.get::<MailCodeOwners>(&MailCodeKey { purpose, code: row.code })? != Some(aid) {
            report.add(Flaw::NotIndexed { index: MailCodeOwners::NAME, what: format!("a code of {aid:?}") });
        }
    }
    for entry in db.range::<MailCodeOwners>(Span::all())? {
        let (MailCodeKey { purpose, code }, aid) = entry?;
        if db.get::<MailCodes>(&AccountKey { aid, purpose })?.is_none_or(|row| row.code != code) {
            report.add(Flaw::Dangling { index: MailCodeOwners::NAME, what: format!("a code of {aid:?}") });
        }
    }
    Ok(())
}

fn passkeys(db: &Snapshot, report: &mut Report) -> Result<(), StorageError> {
    for entry in db.range::<Passkeys>(Span::all())? {
        let (PasskeyKey { aid, credential }, _) = entry?;
        if db.get::<PasskeyOwners>(&credential)? != Some(aid) {
            report
                .add(Flaw::NotIndexed { index: PasskeyOwners::NAME, what: format!("a passkey of {aid:?}") });
        }
    }
    for entry in db.range::<PasskeyOwners>(Span::all())? {
        let (credential, aid) = entry?;
        if !db.has::<Passkeys>(&PasskeyKey { aid, credential })? {
            report.add(Flaw::Dangling { index: PasskeyOwners::NAME, what: format!("a passkey of {aid:?}") });
        }
    }
    Ok(())
}

fn invites(db: &Snapshot, report: &mut Report) -> Result<(), StorageError> {
    for entry in db.range::<Invites>(Span::all())? {
        let (Text(code), invite) = entry?;
        if !db.has::<InvitesByOwner>(&Pair::new(&invite.owner, &code))? {
            report.add(Flaw::NotIndexed { index: InvitesByOwner::NAME, what: "an invite".to_owned() });
        }
    }
    for entry in db.range::<InvitesByOwner>(Span::all())? {
        let (Pair { first: owner, second: code }, ()) = entry?;
        if db.get::<Invites>(&Text(code))?.is_none_or(|invite| *invite.owner != *owner) {
            report.add(Flaw::Dangling { index: InvitesByOwner::NAME, what: "an invite".to_owned() });
        }
    }
    Ok(())
}
