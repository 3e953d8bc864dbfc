//! `com.atproto.repo.importRepo`

use crate::api::require_memory;
use crate::app::App;
use crate::auth::{FullInStanding, RepoApps, Session};
use crate::xrpc::{NoParams, Stream, XrpcError};

/// Largest archive.
pub(super) fn max_bytes(app: &App) -> u64 {
    app.service.max_repo_import_size
}

pub(super) async fn import_repo(
    app: &App,
    who: Session<FullInStanding, RepoApps>,
    _: NoParams,
    mut body: Stream,
) -> Result<(), XrpcError> {
    if !app.service.accepting_repo_imports {
        return Err(XrpcError::invalid("Service is not accepting repo imports"));
    }
    require_memory(app)?;
    let mut import = app.repositories.import(who.hosted.aid, &app.folders.temporary, max_bytes(app)).await?;
    while let Some(piece) = body.next().await? {
        import.write(&piece).await?;
    }
    import.finish().await?;
    Ok(())
}
