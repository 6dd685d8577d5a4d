/** German. */

import { counterOf } from './counter.ts'
import type { Messages } from './messages.ts'
import { say } from './phrase.ts'

const count = counterOf('de')

/** The texts in German. */
export const de: Messages = {
  common: {
    skipToContent: 'Zum Inhalt springen',
    errorTitle: (title) => `Fehler: ${title}`,
    optional: 'optional',
    or: 'oder',
    continue: 'Weiter',
    cancel: 'Abbrechen',
    signIn: 'Anmelden',
    signUp: 'Registrieren',
    signOut: 'Abmelden',
    remove: 'Entfernen',
    useAnotherAccount: 'Anderes Konto verwenden',
    goToAccount: 'Zu Ihrem Konto',
    emailAddress: 'E-Mail-Adresse',
    password: 'Passwort',
    newPassword: 'Neues Passwort',
    passwordHint: '8 bis 256 Zeichen. Alle Zeichen sind erlaubt, und ein paar Wörter sind leicht zu merken.',
    firstName: 'Vorname',
    lastName: 'Nachname',
    code: 'Code',
    key: 'Schlüssel',
    toContinueTo: (application) => say`weiter zu ${application}`,
    nameless: 'Konto ohne Namen',
    unknownDevice: 'Unbekanntes Gerät',
    browserOnSystem: (browser, system) => `${browser} unter ${system}`,
    justNow: 'gerade eben',
    willBeAbleTo: 'Sie darf dann',
    unverifiedApplication:
      'Diese Anwendung hat hier niemand geprüft. Ihren Namen hat sie sich selbst gegeben: Fahren Sie nur fort, wenn Sie sie kennen und von ihr kommen.',
  },
  signIn: {
    withPasskey: 'Mit einem Passkey anmelden',
    continueAs: 'Weiter als',
    orAnotherAccount: 'oder mit einem anderen Konto',
    staySignedIn: 'Angemeldet bleiben',
    forgotPassword: 'Passwort vergessen?',
    newHere: (link) => say`Neu hier? ${link('Konto erstellen')}`,
    continueWith: (name) => `Weiter mit ${name}`,
    onTo: (name) => `Weiter zu ${name}`,
    comeBack: 'Sobald Sie sich dort angemeldet haben, kommen Sie hierher zurück.',
    createYourAccount: 'Konto erstellen',
    createAccount: 'Konto erstellen',
    haveAccount: (link) => say`Sie haben ein Konto? ${link('Anmelden')}`,
    addressAt: (domains) => `Eine Adresse bei ${domains}.`,
    closedTitle: 'Registrieren ist nicht möglich',
    closed: 'Neue Konten gibt es nur auf Einladung. Bitten Sie den Betreiber dieses Dienstes um eine.',
  },
  mailLinks: {
    lookInInbox: 'Sehen Sie in Ihr Postfach',
    linkDead: 'Dieser Link gilt nicht mehr',
    forgotTitle: 'Passwort vergessen?',
    forgot:
      'Nennen Sie die Adresse Ihres Kontos. Ein Link, mit dem Sie ein neues Passwort wählen, kommt dann per E-Mail.',
    sendLink: 'Link senden',
    backToSignIn: 'Zurück zur Anmeldung',
    resetSent: (email) =>
      say`Wenn zu ${email} ein Konto gehört, ist ein Link für ein neues Passwort unterwegs. Er gilt nur einmal und nur kurze Zeit.`,
    resetSentSomewhere:
      'Wenn zu dieser Adresse ein Konto gehört, ist ein Link für ein neues Passwort unterwegs. Er gilt nur einmal und nur kurze Zeit.',
    nothingThere: (link) =>
      say`Nach ein paar Minuten noch nichts da? Sehen Sie im Spam-Ordner nach, oder ${link('versuchen Sie es noch einmal')}.`,
    resetDead: 'Er wurde schon verwendet oder ist zu alt. Geändert wurde nichts.',
    askForNewLink: 'Neuen Link anfordern',
    resetTitle: 'Neues Passwort wählen',
    reset: 'Beim Speichern werden alle Ihre Geräte abgemeldet.',
    savePassword: 'Passwort speichern',
    resetDoneTitle: 'Ihr Passwort ist geändert',
    resetDone: 'Alle Geräte wurden abgemeldet. Melden Sie sich mit dem neuen Passwort an.',
    confirmSent: (email) => say`Ein Link, der ${email} bestätigt, ist unterwegs.`,
    confirmSentSomewhere: 'Ein Link, der Ihre Adresse bestätigt, ist unterwegs.',
    nothingThereYet: 'Nach ein paar Minuten noch nichts da?',
    confirmedAlready: (link) => say`Schon bestätigt? ${link('Anmelden')}`,
    confirmTitle: 'Adresse bestätigen',
    confirm: (email) => say`Ein Klick, und wir wissen, dass E-Mails an ${email} bei Ihnen ankommen.`,
    confirmByPassword: (email) =>
      say`Geben Sie das Passwort Ihres Kontos ein, um zu bestätigen, dass ${email} Ihnen gehört.`,
    madeNoAccount: 'Sie haben kein Konto erstellt? Dann schließen Sie diese Seite: Es geschieht nichts.',
    forgotYourPassword: 'Passwort vergessen?',
    confirmAddress: 'Adresse bestätigen',
    confirmAndSignIn: 'Bestätigen und anmelden',
    confirmDead: 'Er wurde schon verwendet oder ist zu alt. Wir können Ihnen einen neuen senden.',
    sendAnotherLink: 'Neuen Link senden',
    confirmedTitle: 'Ihre Adresse ist bestätigt',
    confirmed: 'Vielen Dank. Das war schon alles.',
  },
  invitation: {
    deadTitle: 'Diese Einladung gilt nicht mehr',
    dead: 'Sie wurde schon angenommen oder zurückgezogen, oder sie ist zu alt. Bitten Sie darum, noch einmal eingeladen zu werden.',
    join: (organization) => `${organization} beitreten`,
    isFor: (email) =>
      say`Diese Einladung gilt für ${email}. Melden Sie sich mit dieser Adresse an, oder erstellen Sie ein Konto dafür.`,
    noAccountYet: (link) => say`Noch kein Konto? ${link('Registrieren')}`,
    signedInAs: (email) => say`Sie sind als ${email} angemeldet.`,
    accept: 'Einladung annehmen',
    welcome: (organization) => `Willkommen bei ${organization}`,
    joined: 'Sie sind jetzt Mitglied.',
  },
  factors: {
    oneMoreStep: 'Noch ein Schritt',
    signingInAs: (email) => say`Anmeldung als ${email}`,
    usePasskey: 'Passkey verwenden',
    passkeyNeedsScript: 'Ein Passkey braucht JavaScript.',
    codeOfApp: 'Die sechs Ziffern, die Ihre Authenticator-App anzeigt.',
    useRecoveryCode: 'Wiederherstellungscode verwenden',
    recoveryCode: 'Wiederherstellungscode',
    continueWithIt: 'Damit weiter',
    setUpTitle: 'Authenticator-App einrichten',
    setUp: 'Scannen Sie den Code mit der App, oder tippen Sie den Schlüssel dort ein.',
    qrCode: 'QR-Code des Schlüssels darunter',
    openOnThisDevice: 'In einer App auf diesem Gerät öffnen',
    codeNow: 'Die sechs Ziffern, die die App jetzt anzeigt.',
    turnOn: 'Einschalten',
    notNow: 'Nicht jetzt',
    recoveryTitle: 'Ihre Wiederherstellungscodes',
    recovery:
      'Mit jedem dieser Codes können Sie sich einmal anmelden, wenn Sie Ihre App oder Ihren Passkey nicht zur Hand haben. Drucken Sie sie aus oder schreiben Sie sie auf: Sie werden nicht noch einmal angezeigt.',
    keptThem: 'Ich habe sie aufbewahrt',
    apiKeyTitle: 'Ihr neuer API-Schlüssel',
    apiKey: (name) => say`Er ist für ${name}. Kopieren Sie ihn jetzt: Er wird nicht noch einmal angezeigt.`,
    apiKeyWarning:
      'Wer ihn hat, kann in Ihrem Namen handeln. Bewahren Sie ihn dort auf, wo das Programm ihn liest, nie im Quelltext, und widerrufen Sie ihn, wenn ihn jemand anderes gesehen haben könnte.',
    copiedIt: 'Ich habe ihn kopiert',
    passkeyFailed: 'Das hat nicht geklappt. Versuchen Sie es noch einmal.',
  },
  applications: {
    asksForAccess: (name) => `${name} bittet um Zugriff`,
    answerToDevice:
      'Die Antwort geht an eine Anwendung auf diesem Gerät. Fahren Sie nur fort, wenn Sie sie gerade selbst gestartet haben.',
    answerTo: (host) => say`Die Antwort geht an ${host}.`,
    isNew: 'Neu',
    scopes: {
      openid: 'wissen, dass Sie es sind',
      profile: 'Ihren Namen, Benutzernamen und Ihr Bild sehen',
      email: 'Ihre E-Mail-Adresse sehen',
      organization: 'die gewählte Organisation und Ihre Rolle darin sehen',
      offline_access: 'verbunden bleiben, während Sie abgemeldet sind',
      none: 'wissen, dass jemand angemeldet ist',
    },
    forOneOrganization: (organization) => say`dies nur für ${organization} tun`,
    at: (resources) => say`Bei ${resources}`,
    forWhichOrganization: 'Für welche Organisation?',
    noOrganization: 'Keine',
    lastsOffline: (duration) =>
      `Für ${duration}, auch während Sie abgemeldet sind. Auf Ihrer Kontoseite können Sie den Zugriff jederzeit zurücknehmen.`,
    lasts: (duration) =>
      `Bis Sie sich hier abmelden, und höchstens für ${duration}. Auf Ihrer Kontoseite können Sie den Zugriff jederzeit zurücknehmen.`,
    allow: 'Erlauben',
    website: 'Website',
    privacy: 'Datenschutz',
    terms: 'Nutzungsbedingungen',
    signOutTitle: 'Abmelden?',
    asksToSignOut: (name) => say`${name} bittet darum, Sie hier abzumelden.`,
    somethingAsksToSignOut: 'Eine Anwendung bittet darum, Sie hier abzumelden.',
    staySignedIn: 'Angemeldet bleiben',
    signedOutWithIt: 'Anwendungen, denen Sie in diesem Browser Zugriff gaben, werden mit abgemeldet.',
    refusedTitle: 'Das ist nicht möglich',
    refused: (name) =>
      say`${name} hat Sie mit einer Anfrage hierher geschickt, die zu nichts führt. Weitergegeben wurde nichts.`,
    backTo: (name) => say`Zurück zu ${name}`,
  },
  device: {
    connectTitle: 'Gerät verbinden',
    connect: 'Geben Sie den Code ein, den die Anwendung oder das Gerät anzeigt.',
    codeHint: 'Acht Buchstaben, etwa WDJB-MJHT. Groß oder klein, mit oder ohne Strich: Das ist gleich.',
    actingTitle: 'Nicht im Namen von jemand anderem',
    acting: 'Geräte mit einem Konto verbinden kann nur, wem es gehört.',
    connectedTitle: 'Das Gerät ist verbunden',
    connected: 'Gehen Sie zum Gerät zurück: Es macht von selbst weiter. Diese Seite können Sie schließen.',
    changedMind: (link) => say`Doch nicht? ${link('Auf Ihrer Kontoseite abmelden')}`,
    turnedAwayTitle: 'Das Gerät wurde abgewiesen',
    turnedAway: 'Es bekommt nichts von Ihnen. Diese Seite können Sie schließen.',
    isItYours: 'Ist das Ihr Gerät?',
    wantsAccount: (application) => say`${application} möchte Ihr Konto verwenden.`,
    showsCode: 'Das Gerät muss diesen Code anzeigen:',
    warning:
      'Fahren Sie nur fort, wenn Sie dies gerade selbst begonnen haben, auf einem Gerät, das Sie vor sich haben. Hat Ihnen jemand diesen Link oder Code geschickt, weisen Sie das Gerät ab: Sonst käme er in Ihr Konto.',
    device: 'Gerät',
    address: 'Adresse',
    asked: 'Angefragt',
    unknown: 'Unbekannt',
    sameAddress: (address) => say`${address}, dieselbe wie die dieses Browsers`,
    otherAddress: (address) => say`${address}, nicht die dieses Browsers`,
    turnAway: 'Abweisen',
    letIn: 'Verbinden',
    notYou: (link) => say`Das sind nicht Sie? ${link('Anderes Konto verwenden')}`,
  },
  account: {
    title: 'Konto',
    onThisPage: 'Auf dieser Seite',
    noneYet: 'Noch nichts da.',
    removeNamed: (name) => `${name} entfernen`,
    lastUsed: (when) => say`Zuletzt verwendet ${when}`,
    profile: {
      title: 'Profil',
      language: 'Sprache',
      languageOfBrowser: 'Wie in diesem Browser eingestellt',
      save: 'Profil speichern',
      verified: 'Bestätigt',
      notVerified: 'Nicht bestätigt',
      sendLinkAgain: 'Link noch einmal senden',
      changeAddress: 'E-Mail-Adresse ändern',
      changeAddressHow:
        'Ein Link an die neue Adresse bestätigt sie. Bis Sie ihn öffnen, bleibt alles, wie es ist.',
      newAddress: 'Neue E-Mail-Adresse',
      yourPassword: 'Ihr Passwort',
    },
    browser: {
      title: 'Dieser Browser',
      what: 'Konten, zwischen denen Sie hier wechseln können.',
      addAccount: 'Weiteres Konto hinzufügen',
      switch: 'Wechseln',
      switchTo: (name) => `Zu ${name} wechseln`,
      active: 'Aktiv',
      signOutHere: (name) => `${name} hier abmelden`,
    },
    devices: {
      title: 'Geräte',
      what: 'Wo Sie angemeldet sind. Gehört eines davon nicht Ihnen, melden Sie es ab und ändern Sie Ihr Passwort.',
      noOther: 'Kein anderes Gerät ist angemeldet.',
      signOutOthers: 'Alle anderen abmelden',
      signOutEverywhere: 'Überall abmelden',
      signOutThis: 'Dieses Gerät abmelden',
      signOutNamed: (name) => `${name} abmelden`,
      thisDevice: 'Dieses Gerät',
      acting: 'Ein Administrator in Ihrem Namen',
      pending: 'Noch nicht vollständig',
      unknownPlace: 'Unbekannter Ort',
      lastActive: (when) => say`Zuletzt aktiv ${when}`,
    },
    password: {
      title: 'Passwort',
      what: 'Wenn Sie es ändern, werden alle Ihre anderen Geräte abgemeldet.',
      none: (link) =>
        say`Dieses Konto hat keines: Sie melden sich über einen anderen Dienst an. ${link('Passwort per E-Mail festlegen')}`,
      current: 'Derzeitiges Passwort',
      change: 'Passwort ändern',
    },
    factors: {
      title: 'Anmeldung in zwei Schritten',
      what: 'Mit einem zweiten Faktor reicht Ihr Passwort allein niemandem zur Anmeldung.',
      setUpApp: 'Authenticator-App einrichten',
      changeApp: 'Authenticator-App wechseln',
      addPasskey: 'Passkey hinzufügen',
      newCodes: 'Neue Wiederherstellungscodes',
      app: 'Authenticator-App',
      passkey: 'Passkey',
      codesLeft: (left) =>
        count(left, {
          one: () => 'Noch 1 Wiederherstellungscode',
          other: (n) => `Noch ${n} Wiederherstellungscodes`,
        }),
      added: (when) => say`Hinzugefügt ${when}`,
    },
    identities: {
      title: 'Verbundene Konten',
      what: 'Mit jedem davon können Sie sich hier anmelden.',
      connect: (name) => `${name} verbinden`,
      knownAs: (subject) => say`Dort bekannt als ${subject}`,
      removeNamed: (name, subject) => `${name} entfernen, ${subject}`,
    },
    applications: {
      title: 'Anwendungen',
      what: 'Was Sie mit diesem Konto verbunden haben. Entfernen Sie eine Anwendung, endet ihr Zugriff sofort.',
      none: 'Keine.',
      may: (scopes) => `Darf ${scopes}`,
      since: (when) => say`Verbunden ${when}`,
      notInUse: 'Zurzeit nicht in Gebrauch',
    },
    apiKeys: {
      title: 'API-Schlüssel',
      what: 'Für Programme, die ohne Ihr Passwort in Ihrem Namen handeln. Widerrufen Sie die, die Sie nicht kennen.',
      revoke: 'Widerrufen',
      revokeNamed: (name) => `${name} widerrufen`,
      scopesAre: (scopes) => say`Scopes: ${scopes}`,
      neverUsed: (when) => say`Nie verwendet, erstellt ${when}`,
      neverExpires: 'Läuft nicht ab',
      expires: (when) => say`Läuft ab ${when}`,
      make: 'API-Schlüssel erstellen',
      name: 'Name',
      nameHint: 'Was für ein Programm es ist, damit Sie es wiedererkennen.',
      scopes: 'Scopes',
      scopesHint: 'Wofür er ist, durch Leerzeichen getrennt. Welche Scopes es gibt, sagt die Anwendung.',
      expiresAfter: 'Gilt für',
      days: (days) => count(days, { one: () => '1 Tag', other: (n) => `${n} Tage` }),
      otherDays: 'Andere Zahl von Tagen',
      untilRevoked: 'Bis er widerrufen wird',
      numberOfDays: 'Zahl der Tage',
      makeIt: 'Schlüssel erstellen',
    },
    data: {
      title: 'Ihre Daten',
      what: 'Alles, was dieser Dienst über Sie speichert, in einer JSON-Datei.',
      export: 'Meine Daten exportieren',
      delete: 'Mein Konto löschen',
      confirmDelete: 'Ja, mein Konto löschen',
      deletedAtOnce:
        'Sie werden sofort überall abgemeldet, und Ihre Daten werden gelöscht. Das lässt sich nicht rückgängig machen.',
      deletedAfter: (days) => {
        const grace = count(days, { one: () => '1 Tag', other: (n) => `${n} Tage` })
        return `Sie werden sofort überall abgemeldet. Sie haben ${grace}, um es sich anders zu überlegen; danach werden Ihre Daten endgültig gelöscht.`
      },
    },
  },
  notices: {
    redirect_refused: 'Zu der Seite, von der Sie kommen, dürfen wir Sie nicht zurückschicken.',
    reverify:
      'Bitte melden Sie sich noch einmal an: Dafür müssen Sie vor Kurzem gezeigt haben, dass Sie es sind.',
    signed_out: 'Sie sind abgemeldet.',
    deletion_requested:
      'Ihr Konto wird gelöscht. Melden Sie sich innerhalb von sieben Tagen an, um es zu behalten.',
    password_changed: 'Ihr Passwort ist geändert. Alle Ihre anderen Geräte wurden abgemeldet.',
    profile_saved: 'Ihr Profil ist gespeichert.',
    application_removed: 'Die Anwendung ist entfernt, und ihr Zugriff ist beendet.',
    device_signed_out: 'Das Gerät ist abgemeldet.',
    others_signed_out: 'Alle Ihre anderen Geräte sind abgemeldet.',
    authenticator_on:
      'Ihre Authenticator-App ist eingeschaltet. Ihre Wiederherstellungscodes bleiben, wie sie waren.',
    passkey_added: 'Ihr Passkey ist hinzugefügt.',
    factor_removed: 'Der zweite Faktor ist entfernt.',
    api_key_revoked: 'Der Schlüssel ist widerrufen: Kein Programm kann ihn mehr verwenden.',
    identity_added: 'Das Konto ist verbunden. Von nun an können Sie sich damit anmelden.',
    identity_removed: 'Das Konto ist nicht mehr verbunden.',
    email_verified: 'Ihre Adresse ist bestätigt, und Sie sind angemeldet.',
    email_change_sent: 'Ein Link ist an die neue Adresse unterwegs. Öffnen Sie ihn, um sie zu übernehmen.',
    verification_sent: 'Eine E-Mail, die Ihre Adresse bestätigt, ist unterwegs.',
  },
  errors: {
    invalid_request:
      'Hier ist etwas nicht richtig ausgefüllt. Sehen Sie es durch und versuchen Sie es noch einmal.',
    ticket_invalid: 'Dieser Link ist abgelaufen oder wurde schon verwendet.',
    password_rejected: 'Dieses Passwort ist nicht möglich. Wählen Sie ein anderes.',
    credentials_invalid: 'Die E-Mail-Adresse oder das Passwort ist falsch.',
    factor_invalid: 'Dieser Code ist falsch oder wurde schon verwendet. Nehmen Sie den nächsten.',
    reverification_required:
      'Melden Sie sich zuerst noch einmal an: Dafür müssen Sie vor Kurzem gezeigt haben, dass Sie es sind.',
    actor_not_allowed: 'Das kann nur, wem das Konto gehört, nicht, wer in seinem Namen handelt.',
    permission_missing: 'Ihre Rolle erlaubt das nicht.',
    email_differs: 'Das ist für eine andere E-Mail-Adresse als Ihre.',
    email_taken:
      'Zu dieser Adresse gibt es schon ein Konto. Melden Sie sich an, oder setzen Sie das Passwort zurück.',
    email_domain_not_allowed: 'Konten brauchen hier eine Adresse bestimmter Domains.',
    sign_up_closed: 'Neue Konten gibt es nur auf Einladung.',
    session_limit_reached:
      'Sie sind auf so vielen Geräten angemeldet, wie dieser Dienst erlaubt. Melden Sie sich zuerst auf einem anderen ab.',
    client_superseded:
      'Diese Seite stammt aus der Zeit vor Ihrer Anmeldung. Laden Sie sie neu und versuchen Sie es noch einmal.',
    session_not_found: 'Dieses Gerät ist schon abgemeldet.',
    not_found: 'Das gibt es nicht mehr.',
    already_member: 'Sie sind schon Mitglied.',
    last_way_in:
      'Anders können Sie sich nicht anmelden. Legen Sie zuerst ein Passwort fest, oder verbinden Sie ein anderes Konto.',
    passkey_taken: 'Dieser Passkey wurde schon hinzugefügt.',
    too_many_factors: 'Mehr Passkeys sind nicht möglich. Entfernen Sie einen, den Sie nicht brauchen.',
    too_many_api_keys: 'Mehr Schlüssel sind nicht möglich. Widerrufen Sie einen, den Sie nicht brauchen.',
    hook_refused: 'Dieser Dienst lässt Sie nicht ein.',
    hook_failed:
      'Eine Prüfung, die dieser Dienst zuerst vornimmt, war nicht möglich. Versuchen Sie es gleich noch einmal.',
    rate_limited: 'Zu viele Versuche. Warten Sie ein wenig und versuchen Sie es noch einmal.',
    server_busy: 'Der Server ist ausgelastet. Versuchen Sie es gleich noch einmal.',
    store_unavailable: 'Der Server ist ausgelastet. Versuchen Sie es gleich noch einmal.',
    other: 'Das hat nicht geklappt. Laden Sie die Seite neu und versuchen Sie es noch einmal.',
  },
  upstreamErrors: {
    upstream_sign_in_invalid:
      'Diese Anmeldung hat zu lange gedauert oder war schon abgeschlossen. Beginnen Sie noch einmal.',
    upstream_sign_in_refused:
      'Dort wurden Sie nicht angemeldet. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.',
    upstream_token_invalid:
      'Auf diesem Weg konnten Sie nicht angemeldet werden. Versuchen Sie es noch einmal, oder wählen Sie einen anderen.',
    email_taken:
      'Ihre Adresse gehört zu einem Konto, das es hier schon gibt. Melden Sie sich damit an, und verbinden Sie diesen Weg dann in den Einstellungen.',
    sign_up_closed:
      'Unter diesem Konto ist hier noch niemand bekannt, und neue Konten gibt es nur auf Einladung.',
    email_domain_not_allowed:
      'Konten brauchen hier eine Adresse bestimmter Domains; Ihre dortige gehört nicht dazu.',
    identity_taken: 'Mit diesem Konto meldet sich hier schon jemand anderes an.',
    session_limit_reached:
      'Sie sind auf so vielen Geräten angemeldet, wie dieser Dienst erlaubt. Melden Sie sich zuerst auf einem anderen ab.',
    hook_refused: 'Dieser Dienst lässt Sie nicht ein.',
    hook_failed:
      'Eine Prüfung, die dieser Dienst zuerst vornimmt, war nicht möglich. Versuchen Sie es gleich noch einmal.',
    rate_limited: 'Zu viele Versuche. Warten Sie ein wenig und versuchen Sie es noch einmal.',
  },
  fieldErrors: {
    email: 'Das ist keine E-Mail-Adresse.',
    name: 'Das kann hier kein Name sein.',
    keyName: 'Ein Schlüssel braucht einen Namen von bis zu 100 Zeichen.',
    keyScopes:
      'Das können keine Scopes sein: Buchstaben, Ziffern und Zeichen ohne Leerzeichen, jeder nur einmal.',
    keyDays: (most) => `Die Zahl der Tage liegt zwischen 1 und ${most}.`,
    userCode:
      'Dieser Code ist falsch, wurde schon verwendet oder ist zu alt. Sehen Sie noch einmal auf das Gerät.',
  },
  weakPasswords: {
    too_short: 'Ein Passwort hat mindestens 8 Zeichen.',
    too_long: 'Ein Passwort hat höchstens 256 Zeichen.',
    too_common: 'Dieses Passwort gehört zu den häufigsten und würde erraten. Wählen Sie ein anderes.',
    not_text: 'Das Passwort enthält etwas, das kein Text ist.',
  },
  nowhere: {
    400: {
      title: 'Diese Anfrage ergab keinen Sinn',
      what: 'Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.',
    },
    403: {
      title: 'Das ist von hier aus nicht erlaubt',
      what: 'Öffnen Sie die Seite neu und versuchen Sie es noch einmal. Geändert wurde nichts.',
    },
    404: {
      title: 'Hier ist nichts',
      what: 'Vielleicht ist die Adresse vertippt, oder was hier war, gibt es nicht mehr.',
    },
    429: { title: 'Zu viele Versuche', what: 'Wo Sie angemeldet waren, sind Sie es noch.' },
    500: {
      title: 'Etwas ist schiefgegangen',
      what: 'Es liegt nicht an Ihnen, und es ist festgehalten. Versuchen Sie es gleich noch einmal.',
    },
    503: {
      title: 'Gerade ausgelastet',
      what: 'Sie sind noch angemeldet. Versuchen Sie es gleich noch einmal.',
    },
    tryAgain: (when) => `Versuchen Sie es ${when} noch einmal.`,
    stray: {
      client_unknown: 'Die Anwendung, die Sie hierher geschickt hat, ist nicht bekannt.',
      redirect_uri_refused:
        'Die Anwendung, die Sie hierher geschickt hat, hat nicht gesagt, wohin die Antwort gehen soll.',
      request_uri_invalid:
        'Die Anwendung hat ihre Antwort schon, oder sie hat zu lange darauf gewartet. Gehen Sie zu ihr zurück und beginnen Sie noch einmal.',
    },
  },
  outbox: {
    title: 'Postausgang',
    what: 'In der Entwicklung bleiben E-Mails hier: Keine davon hat diesen Rechner verlassen.',
    pages: 'Seiten',
    noMail: 'Noch keine E-Mail',
    howToGetMail:
      'Setzen Sie ein Passwort zurück oder bestätigen Sie eine Adresse, und laden Sie diese Seite neu.',
    to: (address) => say`An ${address}`,
    open: (path) => `${path} öffnen`,
    links: 'Links in dieser E-Mail',
  },
  mail: {
    resetPassword: {
      subject: 'Passwort zurücksetzen',
      what: 'Jemand, vermutlich Sie, möchte das Passwort Ihres Kontos zurücksetzen.',
      button: 'Neues Passwort wählen',
      otherwise:
        'Der Link gilt einmal. Wenn Sie es nicht waren, beachten Sie diese E-Mail nicht: Ihr Passwort bleibt, wie es ist.',
    },
    verifyAddress: {
      subject: 'E-Mail-Adresse bestätigen',
      what: 'Diese Adresse wurde für ein neues Konto angegeben. Bestätigen Sie, dass sie Ihnen gehört.',
      button: 'Diese Adresse bestätigen',
      otherwise:
        'Der Link gilt einmal. Wenn Sie es nicht waren, beachten Sie diese E-Mail nicht, und die Adresse bleibt unbestätigt.',
    },
    confirmAddress: {
      subject: 'Neue E-Mail-Adresse bestätigen',
      what: 'Jemand, vermutlich Sie, möchte die E-Mail-Adresse eines Kontos in diese ändern.',
      button: 'Diese Adresse verwenden',
      otherwise:
        'Der Link gilt einmal. Wenn Sie es nicht waren, beachten Sie diese E-Mail nicht, und nichts ändert sich.',
    },
    invitation: {
      subject: (organization) => `Einladung zu ${organization}`,
      what: (organization) => `Sie sind eingeladen, ${organization} beizutreten.`,
      button: 'Einladung ansehen',
      otherwise:
        'Die Einladung gilt einmal und nur für diese Adresse. Wenn Sie keine erwartet haben, beachten Sie diese E-Mail nicht.',
    },
    addressChanges: {
      subject: 'Ihre E-Mail-Adresse soll geändert werden',
      what: 'Jemand, vermutlich Sie, möchte die E-Mail-Adresse Ihres Kontos in eine andere ändern.',
      otherwise: (link) =>
        `Wenn Sie es nicht waren, setzen Sie sofort Ihr Passwort zurück; das verhindert die Änderung: ${link}`,
    },
    registeredAlready: {
      subject: 'Sie haben schon ein Konto',
      what: 'Jemand, vermutlich Sie, wollte sich mit dieser Adresse registrieren. Sie hat schon ein Konto.',
      choosePassword: (link) => `Wenn Sie das Passwort nicht wissen, wählen Sie ein neues: ${link}`,
      otherwise: 'Wenn Sie es nicht waren, beachten Sie diese E-Mail nicht: Geändert hat sich nichts.',
    },
    deletion: {
      subject: 'Ihr Konto wird gelöscht',
      what: (when) =>
        `Sie haben darum gebeten, Ihr Konto zu löschen. Alle Geräte sind abgemeldet; endgültig ist es am ${when}.`,
      keep: (link) => `Um das Konto zu behalten, melden Sie sich vorher an: ${link}`,
    },
    passwordChanged: {
      subject: 'Ihr Passwort wurde geändert',
      what: 'Das Passwort Ihres Kontos wurde geändert, und andere Geräte wurden abgemeldet.',
    },
    emailChanged: {
      subject: 'Ihre E-Mail-Adresse wurde geändert',
      what: 'Ihr Konto hat jetzt eine andere E-Mail-Adresse; diese gehört nicht mehr dazu.',
    },
    factorAdded: {
      subject: 'Ein zweiter Faktor wurde hinzugefügt',
      what: {
        totp: 'Zu Ihrem Konto wurde eine Authenticator-App hinzugefügt. Von nun an weist sie nach, dass Sie es sind.',
        passkey: 'Zu Ihrem Konto wurde ein Passkey hinzugefügt. Von nun an weist er nach, dass Sie es sind.',
        recovery:
          'Zu Ihrem Konto wurden Wiederherstellungscodes hinzugefügt. Von nun an weisen sie nach, dass Sie es sind.',
      },
    },
    factorRemoved: {
      subject: 'Ein zweiter Faktor wurde entfernt',
      what: {
        totp: 'Von Ihrem Konto wurde eine Authenticator-App entfernt. Sie weist nichts mehr nach.',
        passkey: 'Von Ihrem Konto wurde ein Passkey entfernt. Er weist nichts mehr nach.',
        recovery: 'Von Ihrem Konto wurden die Wiederherstellungscodes entfernt. Sie weisen nichts mehr nach.',
      },
    },
    recoveryCodesReplaced: {
      subject: 'Ihre Wiederherstellungscodes wurden ersetzt',
      what: 'Ihr Konto hat neue Wiederherstellungscodes. Die bisherigen gelten nicht mehr.',
    },
    recoveryCodeUsed: {
      subject: 'Ein Wiederherstellungscode wurde verwendet',
      what: 'Anstelle eines zweiten Faktors wurde ein Wiederherstellungscode verwendet. Ihr Konto zeigt, wie viele noch da sind.',
    },
    apiKeyCreated: {
      subject: 'Ein API-Schlüssel wurde erstellt',
      what: 'Mit Ihrem Konto wurde ein API-Schlüssel erstellt. Programme, die ihn haben, handeln ohne Ihr Passwort.',
    },
    identityLinked: {
      subject: 'Ein weiterer Weg zur Anmeldung wurde hinzugefügt',
      what: 'Ein Konto bei einem anderen Dienst wurde mit Ihrem verbunden. Von nun an kann man sich damit anmelden.',
    },
    identityUnlinked: {
      subject: 'Ein Weg zur Anmeldung wurde entfernt',
      what: 'Ein Konto bei einem anderen Dienst ist nicht mehr mit Ihrem verbunden. Anmelden kann man sich damit nicht mehr.',
    },
    doneOn: (when) => `Das geschah am ${when}.`,
    doneOnFrom: (when, device) => `Das geschah am ${when}, von ${device} aus.`,
    doneOnFromAddress: (when, device, address) =>
      `Das geschah am ${when}, von ${device} aus, Adresse ${address}.`,
    unknownDevice: 'einem unbekannten Gerät',
    ifNotYou: (link) =>
      `Wenn Sie es nicht waren, setzen Sie sofort Ihr Passwort zurück; das meldet alle Geräte ab: ${link}`,
    ifNotYouTell:
      'Wenn Sie es nicht waren, sagen Sie es sofort dem Betreiber dieses Dienstes: Er kann sehen, wer es war, und es rückgängig machen.',
    lookThroughFactors:
      'Sehen Sie dann die zweiten Faktoren Ihres Kontos durch; wenn Sie das nicht können, sagen Sie es dem Betreiber dieses Dienstes.',
    revokeKey:
      'Widerrufen Sie dann den Schlüssel auf Ihrer Kontoseite: Er gilt auch nach einem neuen Passwort weiter.',
  },
}
