### Die Seiten, auf denen man eine App hereinlässt.

authorize-welcome = Willkommen bei { $service }
authorize-wants-in = Weiter zu { $app }
authorize-app-here = einer App auf diesem Gerät
authorize-app-here-first = Eine App auf diesem Gerät
authorize-create = Neues Konto anlegen
authorize-cancel = Abbrechen
authorize-choose = Konto wählen
authorize-sign-in-as = Anmelden als { $name }
authorize-other-account = Anderes Konto verwenden

consent-title = Zugriff erlauben
consent-wants = { $app } möchte Zugriff auf { $account }.
consent-only-profile = Sie erfährt nur, wer du bist.
consent-known = Du hast diese App schon einmal hereingelassen.
consent-how-long = Für wie lange
consent-for-day = Einen Tag
consent-for-month = 30 Tage
consent-for-revoked = Bis ich es widerrufe
consent-public = Apps dieser Art müssen spätestens nach zwei Wochen erneut fragen.
consent-technical = Technische Einzelheiten
consent-returns = Danach geht es zurück zu { $place }
consent-tokens = Was die App anfragt, in ihren eigenen Worten:
consent-legal = Von dieser App:
consent-allow = Erlauben
consent-deny = Ablehnen

consent-group-profile = Wer du bist
consent-group-email = E-Mail-Adresse
consent-group-account = Dein Konto
consent-group-identity = Deine Identität
consent-group-bluesky = Umfassender Zugriff
consent-group-chat = Direktnachrichten
consent-group-sets = Berechtigungspakete
consent-group-records = Deine Einträge
consent-group-files = Dateien
consent-group-services = Andere Dienste

# Shown above a permission that reaches far.
consent-care-email-manage = Mit der Macht über deine E-Mail-Adresse könnte die App dein Konto übernehmen.
consent-care-repo-manage = Die App könnte alles ersetzen, was du je geschrieben hast.
consent-care-status-manage = Die App könnte dich aus dem Netzwerk verschwinden lassen.
consent-care-identity-handle = Die App könnte dich umbenennen. Man fände dich dann unter einem anderen Namen.
consent-care-identity-all = Die App könnte ändern, wer du im Netzwerk bist, und dir dein Konto für immer nehmen.
consent-care-generic = Das ist fast alles, was du selbst tun kannst. Erlaube es nur Apps, denen du vertraust.
consent-care-chat = Die App könnte deine privaten Nachrichten lesen und welche schreiben.
consent-care-records = Die App könnte jeden deiner Einträge ändern, auch die anderer Apps.
consent-care-files-any = Die App könnte in deinem Namen Dateien jeder Art hochladen.
consent-care-calls = Die App könnte in deinem Namen alles tun, was dieser Dienst anbietet.
consent-care-calls-anywhere = Die App könnte an vielen Stellen in deinem Namen handeln.

consent-profile = Dein Handle und die öffentlichen Angaben deines Kontos sehen
consent-email-read = Deine E-Mail-Adresse sehen
consent-email-manage = Deine E-Mail-Adresse sehen und ändern
consent-repo-read = Den Zustand deines Repositorys sehen
consent-repo-manage = Dein ganzes Repository durch einen Import ersetzen
consent-status-read = Sehen, ob dein Konto aktiv ist
consent-status-manage = Dein Konto deaktivieren und reaktivieren
consent-identity-handle = Dein Handle ändern
consent-identity-all = Dein Handle, deine Schlüssel und den Server ändern, auf dem du zu Hause bist
consent-generic = Alle deine Einträge schreiben, ändern und löschen, Dateien hochladen und die meisten Dienste in deinem Namen aufrufen
consent-chat = Deine Direktnachrichten lesen und welche schreiben
consent-set = Die Berechtigungen, für die { $name } steht
consent-set-holds = Was das ist
consent-records-all = { $which ->
    [all] Einträge jeder Art anlegen, ändern und löschen
   *[some] Einträge dieser Arten anlegen, ändern und löschen
}
consent-records-create-update = { $which ->
    [all] Einträge jeder Art anlegen und ändern
   *[some] Einträge dieser Arten anlegen und ändern
}
consent-records-create-delete = { $which ->
    [all] Einträge jeder Art anlegen und löschen
   *[some] Einträge dieser Arten anlegen und löschen
}
consent-records-update-delete = { $which ->
    [all] Einträge jeder Art ändern und löschen
   *[some] Einträge dieser Arten ändern und löschen
}
consent-records-create = { $which ->
    [all] Einträge jeder Art anlegen
   *[some] Einträge dieser Arten anlegen
}
consent-records-update = { $which ->
    [all] Einträge jeder Art ändern
   *[some] Einträge dieser Arten ändern
}
consent-records-delete = { $which ->
    [all] Einträge jeder Art löschen
   *[some] Einträge dieser Arten löschen
}
consent-files-any = Dateien jeder Art hochladen
consent-files-some = Dateien dieser Arten hochladen
consent-calls = { $which ->
    [all] { $service } in deinem Namen aufrufen, für alles
   *[some] { $service } in deinem Namen aufrufen, für diese Methoden
}
consent-calls-anywhere = { $which ->
    [all] Jeden Dienst in deinem Namen aufrufen
   *[some] Diese Methoden jedes Dienstes in deinem Namen aufrufen
}

reactivate-title = Konto reaktivieren
reactivate-lead = Das Konto { $account } ist deaktiviert. Reaktiviere es, um weiterzumachen; dann ist es wieder für alle zu sehen.
reactivate-elsewhere = Dieses Konto lässt sich hier nicht einschalten: Seine Identität verweist auf einen anderen Server.
moving-title = Dieses Konto ist hier nicht aktiv
moving-where = Die Identität von { $account } verweist auf { $host }.
moving-in = Wenn du hierher umziehst, beende den Umzug in dem Programm, mit dem du ihn begonnen hast. Bisher sind { $records } Einträge und { $held } von { $expected } Dateien angekommen.
moving-away = Wenn du weggezogen bist, melde dich bei { $host } an.
moving-again = Erneut nachsehen
reactivate-go = Reaktivieren und weiter

done-title = Schon beantwortet
done-text = Du hast diese Anfrage beantwortet. Schließ diese Seite oder geh zurück zu { $app }.
done-account = Deine verbundenen Apps ansehen

leave-title = Zurück zur App
leave-text = Wenn von selbst nichts geschieht, drück auf den Knopf.
leave-continue = Weiter

sign-up-title = Konto anlegen
sign-up-step = Schritt { $step } von { $total }
sign-up-handle-title = Wähl ein Handle
sign-up-handle-lead = Dein Handle ist dein Name im Netzwerk. Du kannst es später ändern.
sign-up-handle = Handle
sign-up-handle-hint = 3 bis 18 Buchstaben, Ziffern oder Bindestriche
sign-up-domain = Endung
sign-up-next = Weiter
sign-up-check = Prüfen, ob es frei ist
sign-up-have-account = Ich habe schon ein Konto
sign-up-back = Anderes Handle wählen
sign-up-free = { $handle } ist frei.
sign-up-taken = Dieses Handle ist vergeben.
sign-up-short = Dieses Handle ist zu kurz. Es braucht mindestens 3 Zeichen.
sign-up-long = Dieses Handle ist zu lang. Es darf höchstens 18 Zeichen haben.
sign-up-reserved = Dieses Handle kann hier nicht verwendet werden.
sign-up-characters = Verwende nur Buchstaben, Ziffern und Bindestriche, ohne Bindestrich am Anfang oder Ende.
sign-up-handle-gone = Jemand anderes hat sich dieses Handle inzwischen genommen. Bitte wähl ein anderes.
sign-up-details-title = Dein Konto
sign-up-details-lead = Du wirst { $handle } heißen.
sign-up-invite = Einladungscode
sign-up-invite-hint = Du bekommst ihn von denen, die diesen Server betreiben.
sign-up-invite-missing = Gib deinen Einladungscode ein.
sign-up-invite-unavailable = Diesen Einladungscode gibt es nicht, oder er wurde schon verwendet.
sign-up-email = E-Mail-Adresse
sign-up-email-hint = Für Codes und falls du dein Passwort vergisst. Sonst sieht sie niemand.
sign-up-email-unsupported = Diese Adresse kann nicht verwendet werden. Bitte gib eine andere ein.
sign-up-email-ascii = Dieser Server kann keine Adressen mit anderen Buchstaben als a bis z vor dem @ anschreiben. Bitte gib eine andere ein.
sign-up-email-taken = Mit dieser Adresse gibt es schon ein Konto.
sign-up-terms = Wenn du ein Konto anlegst, stimmst du zu:
sign-up-work = Dein Browser prüft, dass du ein Mensch bist. Das dauert einen Moment.
sign-up-work-waiting = Einen Moment, die Prüfung ist fast fertig.
sign-up-work-done = Dein Browser hat die Prüfung abgeschlossen.
sign-up-work-script = Dieser Schritt braucht JavaScript; es hält Programme davon ab, Konten anzulegen.
sign-up-work-missing = Dein Browser hat die Prüfung nicht abgeschlossen. Bitte versuch es noch einmal mit eingeschaltetem JavaScript.
sign-up-work-expired = Die Prüfung ist abgelaufen. Bitte versuch es noch einmal.
sign-up-captcha = Bitte löse das Rätsel.
sign-up-directory = Das Verzeichnis der Identitäten ist nicht erreichbar. Bitte versuch es in einigen Minuten noch einmal.
sign-up-welcome = Willkommen, { $handle }! Wir haben dir einen Code geschickt, mit dem du deine Adresse bestätigst.
sign-up-work-mail = JavaScript ist aus; deshalb zeigst du mit einem Code, dass du ein Mensch bist. Wir schicken ihn an deine Adresse, wenn du fortfährst.
sign-up-code-title = Gib den Code aus der E-Mail ein
sign-up-code-lead = Wir haben an { $email } geschrieben. Wenn mit dieser Adresse ein Konto angelegt werden kann, steht in der E-Mail ein Code. Er gilt 10 Minuten.
sign-up-code-back = Eine andere Adresse verwenden
sign-up-code-sent = Eine weitere E-Mail ist unterwegs. Frühere Codes gelten nicht mehr.
sign-up-code-pause = Eben wurde schon eine E-Mail verschickt. Warte eine Minute, bevor du eine weitere anforderst.
sign-up-code-letters = Wir haben schon mehrmals an diese Adresse geschrieben. Bitte fang später neu an oder verwende eine andere Adresse.
sign-up-code-tries = Zu viele falsche Codes. Fordere einen neuen an.
sign-up-welcome-confirmed = Willkommen, { $handle }!
