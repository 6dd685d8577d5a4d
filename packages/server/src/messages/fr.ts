/** French. */

import { counterOf } from './counter.ts'
import type { Messages } from './messages.ts'
import { say } from './phrase.ts'

const count = counterOf('fr')

/** The texts in French. */
export const fr: Messages = {
  common: {
    skipToContent: 'Aller au contenu',
    errorTitle: (title) => `Erreur\u00a0: ${title}`,
    optional: 'facultatif',
    or: 'ou',
    continue: 'Continuer',
    cancel: 'Annuler',
    signIn: 'Se connecter',
    signUp: 'Créer un compte',
    signOut: 'Se déconnecter',
    remove: 'Retirer',
    useAnotherAccount: 'Utiliser un autre compte',
    goToAccount: 'Aller à votre compte',
    emailAddress: 'Adresse e-mail',
    password: 'Mot de passe',
    newPassword: 'Nouveau mot de passe',
    passwordHint:
      'De 8 à 256 caractères. Tous les caractères conviennent\u00a0: quelques mots se retiennent facilement.',
    firstName: 'Prénom',
    lastName: 'Nom',
    code: 'Code',
    key: 'Clé',
    toContinueTo: (application) => say`pour continuer vers ${application}`,
    nameless: 'Compte sans nom',
    unknownDevice: 'Appareil inconnu',
    browserOnSystem: (browser, system) => `${browser} sur ${system}`,
    justNow: 'à l’instant',
    willBeAbleTo: 'Elle pourra',
    unverifiedApplication:
      'Personne ici n’a examiné cette application. Son nom est celui qu’elle se donne\u00a0: ne continuez que si vous la connaissez et que vous en venez.',
  },
  signIn: {
    withPasskey: 'Se connecter avec une clé d’accès',
    continueAs: 'Continuer en tant que',
    orAnotherAccount: 'ou avec un autre compte',
    staySignedIn: 'Rester connecté',
    forgotPassword: 'Mot de passe oublié\u00a0?',
    newHere: (link) => say`Nouveau ici\u00a0? ${link('Créez un compte')}`,
    continueWith: (name) => `Continuer avec ${name}`,
    onTo: (name) => `Vers ${name}`,
    comeBack: 'Vous reviendrez ici une fois connecté là-bas.',
    createYourAccount: 'Créez votre compte',
    createAccount: 'Créer le compte',
    haveAccount: (link) => say`Vous avez un compte\u00a0? ${link('Connectez-vous')}`,
    addressAt: (domains) => `Une adresse de ${domains}.`,
    closedTitle: 'Les inscriptions sont fermées',
    closed: 'Les nouveaux comptes se créent sur invitation. Demandez-en une à qui gère ce service.',
  },
  mailLinks: {
    lookInInbox: 'Consultez votre messagerie',
    linkDead: 'Ce lien ne fonctionne plus',
    forgotTitle: 'Mot de passe oublié\u00a0?',
    forgot:
      'Indiquez l’adresse de votre compte\u00a0: un lien pour choisir un nouveau mot de passe vous sera envoyé.',
    sendLink: 'Envoyer le lien',
    backToSignIn: 'Retour à la connexion',
    resetSent: (email) =>
      say`Si ${email} a un compte, un lien pour choisir un nouveau mot de passe est en route. Il ne sert qu’une fois et peu de temps.`,
    resetSentSomewhere:
      'Si cette adresse a un compte, un lien pour choisir un nouveau mot de passe est en route. Il ne sert qu’une fois et peu de temps.',
    nothingThere: (link) =>
      say`Toujours rien après quelques minutes\u00a0? Regardez dans le courrier indésirable, ou ${link('réessayez')}.`,
    resetDead: 'Il a déjà servi, ou il est trop ancien. Rien n’a été modifié.',
    askForNewLink: 'Demander un nouveau lien',
    resetTitle: 'Choisissez un nouveau mot de passe',
    reset: 'L’enregistrer déconnecte tous vos appareils.',
    savePassword: 'Enregistrer le mot de passe',
    resetDoneTitle: 'Votre mot de passe est modifié',
    resetDone: 'Tous les appareils ont été déconnectés. Connectez-vous avec le nouveau mot de passe.',
    confirmSent: (email) => say`Un lien pour confirmer ${email} est en route.`,
    confirmSentSomewhere: 'Un lien pour confirmer votre adresse est en route.',
    nothingThereYet: 'Toujours rien après quelques minutes\u00a0?',
    confirmedAlready: (link) => say`Déjà confirmée\u00a0? ${link('Connectez-vous')}`,
    confirmTitle: 'Confirmez votre adresse',
    confirm: (email) => say`Un clic, et nous saurons que les messages à ${email} vous parviennent.`,
    confirmByPassword: (email) =>
      say`Saisissez le mot de passe de votre compte pour confirmer que ${email} est à vous.`,
    madeNoAccount: 'Vous n’avez pas créé de compte\u00a0? Fermez cette page\u00a0: rien ne se passera.',
    forgotYourPassword: 'Mot de passe oublié\u00a0?',
    confirmAddress: 'Confirmer l’adresse',
    confirmAndSignIn: 'Confirmer et se connecter',
    confirmDead: 'Il a déjà servi, ou il est trop ancien. Nous pouvons en envoyer un autre.',
    sendAnotherLink: 'Envoyer un autre lien',
    confirmedTitle: 'Votre adresse est confirmée',
    confirmed: 'Merci. C’est tout.',
  },
  invitation: {
    deadTitle: 'Cette invitation ne fonctionne plus',
    dead: 'Elle a déjà servi, a été retirée, ou elle est trop ancienne. Demandez-en une autre à qui vous a invité.',
    join: (organization) => `Rejoindre ${organization}`,
    isFor: (email) =>
      say`Cette invitation est pour ${email}. Connectez-vous avec cette adresse, ou créez un compte avec elle.`,
    noAccountYet: (link) => say`Pas encore de compte\u00a0? ${link('Créez-en un')}`,
    signedInAs: (email) => say`Vous êtes connecté en tant que ${email}.`,
    accept: 'Accepter l’invitation',
    welcome: (organization) => `Bienvenue chez ${organization}`,
    joined: 'Vous êtes désormais membre.',
  },
  factors: {
    oneMoreStep: 'Encore une étape',
    signingInAs: (email) => say`Connexion en tant que ${email}`,
    usePasskey: 'Utiliser une clé d’accès',
    passkeyNeedsScript: 'Une clé d’accès a besoin de JavaScript.',
    codeOfApp: 'Les six chiffres qu’affiche votre application d’authentification.',
    useRecoveryCode: 'Utiliser un code de secours',
    recoveryCode: 'Code de secours',
    continueWithIt: 'Continuer avec ce code',
    setUpTitle: 'Configurez une application d’authentification',
    setUp: 'Scannez le code avec l’application, ou saisissez-y la clé.',
    qrCode: 'Code QR de la clé ci-dessous',
    openOnThisDevice: 'L’ouvrir dans une application de cet appareil',
    codeNow: 'Les six chiffres que l’application affiche maintenant.',
    turnOn: 'L’activer',
    notNow: 'Pas maintenant',
    recoveryTitle: 'Vos codes de secours',
    recovery:
      'Chacun de ces codes vous connecte une fois, quand vous n’avez pas votre application ou votre clé d’accès sous la main. Imprimez-les ou notez-les\u00a0: ils ne seront plus affichés.',
    keptThem: 'Je les ai conservés',
    apiKeyTitle: 'Votre nouvelle clé d’API',
    apiKey: (name) => say`Elle est pour ${name}. Copiez-la maintenant\u00a0: elle ne sera plus affichée.`,
    apiKeyWarning:
      'Qui la détient peut agir en votre nom. Gardez-la là où le programme la lit, jamais dans le code source, et révoquez-la si quelqu’un d’autre a pu la voir.',
    copiedIt: 'Je l’ai copiée',
    passkeyFailed: 'Cela n’a pas marché. Réessayez.',
  },
  applications: {
    asksForAccess: (name) => `${name} demande un accès`,
    answerToDevice:
      'La réponse va à une application de cet appareil. Ne continuez que si vous venez de la lancer vous-même.',
    answerTo: (host) => say`La réponse va à ${host}.`,
    isNew: 'Nouveau',
    scopes: {
      openid: 'savoir que c’est vous',
      profile: 'voir votre nom, votre nom d’utilisateur et votre photo',
      email: 'voir votre adresse e-mail',
      organization: 'voir l’organisation que vous choisissez, et votre rôle dans celle-ci',
      offline_access: 'rester connectée quand vous ne l’êtes plus',
      none: 'savoir que quelqu’un est connecté',
    },
    forOneOrganization: (organization) => say`le faire pour ${organization} seulement`,
    at: (resources) => say`Auprès de ${resources}`,
    forWhichOrganization: 'Pour quelle organisation\u00a0?',
    noOrganization: 'Aucune',
    lastsOffline: (duration) =>
      `Pendant ${duration}, même quand vous êtes déconnecté. Vous pouvez le retirer à tout moment sur la page de votre compte.`,
    lasts: (duration) =>
      `Jusqu’à ce que vous vous déconnectiez ici, et pendant ${duration} au plus. Vous pouvez le retirer à tout moment sur la page de votre compte.`,
    allow: 'Autoriser',
    website: 'Site web',
    privacy: 'Confidentialité',
    terms: 'Conditions',
    signOutTitle: 'Se déconnecter\u00a0?',
    asksToSignOut: (name) => say`${name} demande à vous déconnecter ici.`,
    somethingAsksToSignOut: 'Une application demande à vous déconnecter ici.',
    staySignedIn: 'Rester connecté',
    signedOutWithIt:
      'Les applications auxquelles vous avez donné accès depuis ce navigateur sont déconnectées aussi.',
    refusedTitle: 'Cela ne peut pas être accordé',
    refused: (name) =>
      say`${name} vous a envoyé ici avec une demande qui ne mène à rien. Rien ne lui a été communiqué.`,
    backTo: (name) => say`Retour à ${name}`,
  },
  device: {
    connectTitle: 'Connectez un appareil',
    connect: 'Saisissez le code que vous montre l’application ou l’appareil.',
    codeHint:
      'Huit lettres, comme WDJB-MJHT. Majuscules ou minuscules, avec ou sans tiret\u00a0: peu importe.',
    actingTitle: 'Pas quand vous agissez pour quelqu’un',
    acting: 'Chacun ne peut connecter des appareils qu’à son propre compte.',
    connectedTitle: 'L’appareil est connecté',
    connected: 'Revenez-y\u00a0: il continue de lui-même. Vous pouvez fermer cette page.',
    changedMind: (link) =>
      say`Vous avez changé d’avis\u00a0? ${link('Déconnectez-le sur la page de votre compte')}`,
    turnedAwayTitle: 'L’appareil a été refusé',
    turnedAway: 'Il n’obtient rien de vous. Vous pouvez fermer cette page.',
    isItYours: 'Est-ce votre appareil\u00a0?',
    wantsAccount: (application) => say`${application} veut utiliser votre compte.`,
    showsCode: 'Son écran doit afficher ce code\u00a0:',
    warning:
      'Ne continuez que si vous avez commencé ceci vous-même, à l’instant, sur un appareil que vous avez devant vous. Si quelqu’un vous a envoyé ce lien ou ce code, refusez\u00a0: il entrerait dans votre compte.',
    device: 'Appareil',
    address: 'Adresse',
    asked: 'Demandé',
    unknown: 'Inconnue',
    sameAddress: (address) => say`${address}, la même que celle de ce navigateur`,
    otherAddress: (address) => say`${address}, pas celle de ce navigateur`,
    turnAway: 'Le refuser',
    letIn: 'Le connecter',
    notYou: (link) => say`Ce n’est pas vous\u00a0? ${link('Utilisez un autre compte')}`,
  },
  account: {
    title: 'Compte',
    onThisPage: 'Sur cette page',
    noneYet: 'Rien pour l’instant.',
    removeNamed: (name) => `Retirer ${name}`,
    lastUsed: (when) => say`Dernière utilisation\u00a0: ${when}`,
    profile: {
      title: 'Profil',
      language: 'Langue',
      languageOfBrowser: 'Celle que demande ce navigateur',
      save: 'Enregistrer le profil',
      verified: 'Confirmée',
      notVerified: 'Non confirmée',
      sendLinkAgain: 'Renvoyer le lien',
      changeAddress: 'Changer mon adresse e-mail',
      changeAddressHow:
        'Un lien envoyé à la nouvelle adresse la confirme. Tant que vous ne l’avez pas ouvert, rien ne change.',
      newAddress: 'Nouvelle adresse e-mail',
      yourPassword: 'Votre mot de passe',
    },
    browser: {
      title: 'Ce navigateur',
      what: 'Les comptes entre lesquels vous pouvez passer ici.',
      addAccount: 'Ajouter un autre compte',
      switch: 'Basculer',
      switchTo: (name) => `Basculer vers ${name}`,
      active: 'Actif',
      signOutHere: (name) => `Se déconnecter ici du compte ${name}`,
    },
    devices: {
      title: 'Appareils',
      what: 'Là où vous êtes connecté. Si l’un d’eux n’est pas à vous, déconnectez-le et changez votre mot de passe.',
      noOther: 'Aucun autre appareil n’est connecté.',
      signOutOthers: 'Déconnecter tous les autres',
      signOutEverywhere: 'Se déconnecter partout',
      signOutThis: 'Se déconnecter sur cet appareil',
      signOutNamed: (name) => `Se déconnecter sur ${name}`,
      thisDevice: 'Cet appareil',
      acting: 'Une personne de l’administration, en votre nom',
      pending: 'Pas encore terminé',
      unknownPlace: 'Lieu inconnu',
      lastActive: (when) => say`Dernière activité\u00a0: ${when}`,
    },
    password: {
      title: 'Mot de passe',
      what: 'Le changer déconnecte tous vos autres appareils.',
      none: (link) =>
        say`Ce compte n’en a pas\u00a0: vous vous connectez par un autre service. ${link('Définir un mot de passe par e-mail')}`,
      current: 'Mot de passe actuel',
      change: 'Changer le mot de passe',
    },
    factors: {
      title: 'Connexion en deux étapes',
      what: 'Avec un second facteur, personne ne se connecte avec votre seul mot de passe.',
      setUpApp: 'Configurer une application d’authentification',
      changeApp: 'Changer d’application d’authentification',
      addPasskey: 'Ajouter une clé d’accès',
      newCodes: 'Nouveaux codes de secours',
      app: 'Application d’authentification',
      passkey: 'Clé d’accès',
      codesLeft: (left) =>
        count(left, {
          one: (n) => `Il reste ${n} code de secours`,
          other: (n) => `Il reste ${n} codes de secours`,
        }),
      added: (when) => say`Ajout\u00a0: ${when}`,
    },
    identities: {
      title: 'Comptes reliés',
      what: 'Chacun d’eux vous connecte ici.',
      connect: (name) => `Relier ${name}`,
      knownAs: (subject) => say`Connu là-bas sous ${subject}`,
      removeNamed: (name, subject) => `Retirer ${name}, ${subject}`,
    },
    applications: {
      title: 'Applications',
      what: 'Celles qui ont accès avec ce compte. Retirez-en une, et son accès prend fin aussitôt.',
      none: 'Il n’y en a pas.',
      may: (scopes) => `Peut ${scopes}`,
      since: (when) => say`Ajout\u00a0: ${when}`,
      notInUse: 'Pas utilisée en ce moment',
    },
    apiKeys: {
      title: 'Clés d’API',
      what: 'Pour les programmes qui agissent en votre nom, sans votre mot de passe. Révoquez celles que vous ne connaissez pas.',
      revoke: 'Révoquer',
      revokeNamed: (name) => `Révoquer ${name}`,
      scopesAre: (scopes) => say`Portées\u00a0: ${scopes}`,
      neverUsed: (when) => say`Jamais utilisée, créée ${when}`,
      neverExpires: 'N’expire pas',
      expires: (when) => say`Expire ${when}`,
      make: 'Créer une clé d’API',
      name: 'Nom',
      nameHint: 'Quel programme c’est, pour que vous le reconnaissiez.',
      scopes: 'Portées',
      scopesHint:
        'À quoi elle sert, avec des espaces entre elles. L’application dit quelles portées elle connaît.',
      expiresAfter: 'Expire après',
      days: (days) => count(days, { one: (n) => `${n} jour`, other: (n) => `${n} jours` }),
      otherDays: 'Un autre nombre de jours',
      untilRevoked: 'Jusqu’à sa révocation',
      numberOfDays: 'Nombre de jours',
      makeIt: 'Créer la clé',
    },
    data: {
      title: 'Vos données',
      what: 'Tout ce que ce service conserve à votre sujet, dans un fichier JSON.',
      export: 'Exporter mes données',
      delete: 'Supprimer mon compte',
      confirmDelete: 'Oui, supprimer mon compte',
      deletedAtOnce:
        'Vous êtes aussitôt déconnecté partout, et vos données sont effacées. C’est irréversible.',
      deletedAfter: (days) => {
        const grace = count(days, { one: (n) => `${n} jour`, other: (n) => `${n} jours` })
        return `Vous êtes aussitôt déconnecté partout. Pendant ${grace}, vous pouvez changer d’avis\u00a0; ensuite vos données sont effacées pour de bon.`
      },
    },
  },
  notices: {
    redirect_refused: 'Nous ne pouvons pas vous renvoyer à la page d’où vous venez.',
    reverify: 'Reconnectez-vous, s’il vous plaît\u00a0: il faut une preuve récente que c’est bien vous.',
    signed_out: 'Vous êtes déconnecté.',
    deletion_requested: 'Votre compte va être supprimé. Connectez-vous dans les sept jours pour le garder.',
    password_changed: 'Votre mot de passe est modifié. Tous vos autres appareils ont été déconnectés.',
    profile_saved: 'Votre profil est enregistré.',
    application_removed: 'L’application est retirée, et son accès a pris fin.',
    device_signed_out: 'Cet appareil est déconnecté.',
    others_signed_out: 'Tous vos autres appareils sont déconnectés.',
    authenticator_on:
      'Votre application d’authentification est active. Vos codes de secours restent les mêmes.',
    passkey_added: 'Votre clé d’accès est ajoutée.',
    factor_removed: 'Le second facteur est retiré.',
    api_key_revoked: 'La clé est révoquée\u00a0: aucun programme ne peut plus l’utiliser.',
    identity_added: 'Le compte est relié\u00a0: il vous connecte désormais.',
    identity_removed: 'Le compte n’est plus relié.',
    email_verified: 'Votre adresse est confirmée, et vous êtes connecté.',
    email_change_sent: 'Un lien est en route vers la nouvelle adresse. Ouvrez-le pour faire le changement.',
    verification_sent: 'Un message pour confirmer votre adresse est en route.',
  },
  errors: {
    invalid_request: 'Quelque chose n’est pas bien rempli. Vérifiez et réessayez.',
    ticket_invalid: 'Ce lien a expiré ou a déjà servi.',
    password_rejected: 'Ce mot de passe ne convient pas. Choisissez-en un autre.',
    credentials_invalid: 'L’adresse e-mail ou le mot de passe est incorrect.',
    factor_invalid: 'Ce code est incorrect, ou il a déjà servi. Essayez le suivant.',
    reverification_required:
      'Reconnectez-vous d’abord\u00a0: il faut une preuve récente que c’est bien vous.',
    actor_not_allowed: 'Seule la personne elle-même peut le faire, pas qui agit en son nom.',
    permission_missing: 'Votre rôle ne le permet pas.',
    email_differs: 'Ceci est pour une autre adresse que la vôtre.',
    email_taken:
      'Il y a déjà un compte avec cette adresse. Connectez-vous, ou réinitialisez le mot de passe.',
    email_domain_not_allowed: 'Ici, les comptes demandent une adresse de certains domaines.',
    sign_up_closed: 'Les nouveaux comptes se créent sur invitation.',
    session_limit_reached:
      'Vous êtes connecté sur autant d’appareils que ce service le permet. Déconnectez-vous d’abord d’un autre.',
    client_superseded: 'Cette page date d’avant votre connexion. Rechargez-la et réessayez.',
    session_not_found: 'Cet appareil est déjà déconnecté.',
    not_found: 'Cela n’existe plus.',
    already_member: 'Vous êtes déjà membre.',
    last_way_in:
      'C’est votre seul moyen de vous connecter. Définissez d’abord un mot de passe ou reliez un autre compte.',
    passkey_taken: 'Cette clé d’accès a déjà été ajoutée.',
    too_many_factors:
      'Vous avez autant de clés d’accès que possible. Retirez-en une dont vous n’avez pas besoin.',
    too_many_api_keys: 'Vous avez autant de clés que possible. Révoquez-en une dont vous n’avez pas besoin.',
    hook_refused: 'Ce service ne vous laisse pas entrer.',
    hook_failed:
      'Une vérification que ce service fait d’abord n’a pas pu être faite. Réessayez dans un instant.',
    rate_limited: 'Trop de tentatives. Attendez un peu et réessayez.',
    server_busy: 'Le serveur est occupé. Réessayez dans un instant.',
    store_unavailable: 'Le serveur est occupé. Réessayez dans un instant.',
    other: 'Cela n’a pas marché. Rechargez la page et réessayez.',
  },
  upstreamErrors: {
    upstream_sign_in_invalid:
      'Cette connexion a pris trop de temps, ou elle était déjà terminée. Recommencez.',
    upstream_sign_in_refused: 'Vous n’y avez pas été connecté. Réessayez, ou choisissez un autre moyen.',
    upstream_token_invalid:
      'Vous n’avez pas pu être connecté par ce moyen. Réessayez, ou choisissez-en un autre.',
    email_taken:
      'Votre adresse appartient à un compte qui existe déjà ici. Connectez-vous à celui-ci, puis reliez ce moyen dans ses réglages.',
    sign_up_closed:
      'Personne ici n’est encore connu par ce compte, et les nouveaux comptes se créent sur invitation.',
    email_domain_not_allowed:
      'Ici, les comptes demandent une adresse de certains domaines, et la vôtre là-bas n’en est pas.',
    identity_taken: 'Ce compte connecte déjà quelqu’un d’autre ici.',
    session_limit_reached:
      'Vous êtes connecté sur autant d’appareils que ce service le permet. Déconnectez-vous d’abord d’un autre.',
    hook_refused: 'Ce service ne vous laisse pas entrer.',
    hook_failed:
      'Une vérification que ce service fait d’abord n’a pas pu être faite. Réessayez dans un instant.',
    rate_limited: 'Trop de tentatives. Attendez un peu et réessayez.',
  },
  fieldErrors: {
    email: 'Ce n’est pas une adresse e-mail.',
    name: 'Cela ne peut pas être un nom ici.',
    keyName: 'Une clé demande un nom, de 100 caractères au plus.',
    keyScopes:
      'Cela ne peut pas être des portées\u00a0: des lettres, chiffres et signes sans espaces, chacune une seule fois.',
    keyDays: (most) => `Le nombre de jours va de 1 à ${most}.`,
    userCode: 'Ce code est incorrect, a déjà servi, ou est trop ancien. Regardez encore une fois l’appareil.',
  },
  weakPasswords: {
    too_short: 'Un mot de passe a au moins 8 caractères.',
    too_long: 'Un mot de passe a au plus 256 caractères.',
    too_common: 'Ce mot de passe est l’un des plus courants et serait deviné. Choisissez-en un autre.',
    not_text: 'Le mot de passe contient quelque chose qui n’est pas du texte.',
  },
  nowhere: {
    400: {
      title: 'Cette demande n’avait pas de sens',
      what: 'Revenez en arrière, rechargez la page et réessayez.',
    },
    403: {
      title: 'Ce n’est pas permis d’ici',
      what: 'Rouvrez la page et réessayez. Rien n’a été modifié.',
    },
    404: {
      title: 'Il n’y a rien ici',
      what: 'L’adresse est peut-être mal saisie, ou ce qui était ici n’existe plus.',
    },
    429: { title: 'Trop de tentatives', what: 'Vous êtes toujours connecté là où vous l’étiez.' },
    500: {
      title: 'Quelque chose a cassé',
      what: 'Vous n’y êtes pour rien, et c’est consigné. Réessayez dans un instant.',
    },
    503: { title: 'Occupé pour l’instant', what: 'Vous êtes toujours connecté. Réessayez dans un instant.' },
    tryAgain: (when) => `Réessayez ${when}.`,
    stray: {
      client_unknown: 'L’application qui vous a envoyé ici n’est pas connue.',
      redirect_uri_refused: 'L’application qui vous a envoyé ici n’a pas dit où lui répondre.',
      request_uri_invalid:
        'L’application a déjà eu sa réponse, ou l’a attendue trop longtemps. Retournez-y et recommencez.',
    },
  },
  outbox: {
    title: 'Boîte d’envoi',
    what: 'Pendant le développement, les messages restent ici\u00a0: aucun n’a quitté cette machine.',
    pages: 'Pages',
    noMail: 'Pas encore de message',
    howToGetMail: 'Réinitialisez un mot de passe ou confirmez une adresse, puis rechargez cette page.',
    to: (address) => say`À ${address}`,
    open: (path) => `Ouvrir ${path}`,
    links: 'Liens de ce message',
  },
  mail: {
    resetPassword: {
      subject: 'Réinitialisez votre mot de passe',
      what: 'Quelqu’un, sans doute vous, a demandé à réinitialiser le mot de passe de votre compte.',
      button: 'Choisir un nouveau mot de passe',
      otherwise:
        'Le lien sert une fois. Si ce n’était pas vous, ignorez ce message\u00a0: votre mot de passe reste le même.',
    },
    verifyAddress: {
      subject: 'Confirmez votre adresse e-mail',
      what: 'Cette adresse a été donnée pour un nouveau compte. Confirmez qu’elle est à vous.',
      button: 'Confirmer cette adresse',
      otherwise:
        'Le lien sert une fois. Si ce n’était pas vous, ignorez ce message et l’adresse reste non confirmée.',
    },
    confirmAddress: {
      subject: 'Confirmez votre nouvelle adresse e-mail',
      what: 'Quelqu’un, sans doute vous, a demandé à remplacer l’adresse e-mail d’un compte par celle-ci.',
      button: 'Utiliser cette adresse',
      otherwise: 'Le lien sert une fois. Si ce n’était pas vous, ignorez ce message et rien ne change.',
    },
    invitation: {
      subject: (organization) => `Invitation à rejoindre ${organization}`,
      what: (organization) => `Vous êtes invité à rejoindre ${organization}.`,
      button: 'Voir l’invitation',
      otherwise:
        'L’invitation sert une fois, et pour cette adresse seulement. Si vous n’en attendiez pas, ignorez ce message.',
    },
    addressChanges: {
      subject: 'Votre adresse e-mail va changer',
      what: 'Quelqu’un, sans doute vous, a demandé à remplacer l’adresse e-mail de votre compte par une autre.',
      otherwise: (link) =>
        `Si ce n’était pas vous, réinitialisez aussitôt votre mot de passe, ce qui arrête le changement\u00a0: ${link}`,
    },
    registeredAlready: {
      subject: 'Vous avez déjà un compte',
      what: 'Quelqu’un, sans doute vous, a voulu créer un compte avec cette adresse. Elle en a déjà un.',
      choosePassword: (link) =>
        `Si vous ne connaissez pas son mot de passe, choisissez-en un nouveau\u00a0: ${link}`,
      otherwise: 'Si ce n’était pas vous, ignorez ce message\u00a0: rien n’a changé.',
    },
    deletion: {
      subject: 'Votre compte va être supprimé',
      what: (when) =>
        `Vous avez demandé la suppression de votre compte. Tous les appareils sont déconnectés\u00a0; elle sera définitive le ${when}.`,
      keep: (link) => `Pour garder le compte, connectez-vous avant\u00a0: ${link}`,
    },
    passwordChanged: {
      subject: 'Votre mot de passe a été modifié',
      what: 'Le mot de passe de votre compte a été modifié, et d’autres appareils ont été déconnectés.',
    },
    emailChanged: {
      subject: 'Votre adresse e-mail a été modifiée',
      what: 'Votre compte a désormais une autre adresse e-mail\u00a0; celle-ci ne lui appartient plus.',
    },
    factorAdded: {
      subject: 'Un second facteur a été ajouté',
      what: {
        totp: 'Une application d’authentification a été ajoutée à votre compte. Elle prouve désormais que c’est vous.',
        passkey: 'Une clé d’accès a été ajoutée à votre compte. Elle prouve désormais que c’est vous.',
        recovery:
          'Des codes de secours ont été ajoutés à votre compte. Ils prouvent désormais que c’est vous.',
      },
    },
    factorRemoved: {
      subject: 'Un second facteur a été retiré',
      what: {
        totp: 'Une application d’authentification a été retirée de votre compte. Elle ne prouve plus rien.',
        passkey: 'Une clé d’accès a été retirée de votre compte. Elle ne prouve plus rien.',
        recovery: 'Les codes de secours ont été retirés de votre compte. Ils ne prouvent plus rien.',
      },
    },
    recoveryCodesReplaced: {
      subject: 'Vos codes de secours ont été remplacés',
      what: 'Votre compte a de nouveaux codes de secours. Ceux que vous gardiez ne fonctionnent plus.',
    },
    recoveryCodeUsed: {
      subject: 'Un code de secours a été utilisé',
      what: 'Un code de secours a été utilisé à la place d’un second facteur. Votre compte montre combien il en reste.',
    },
    apiKeyCreated: {
      subject: 'Une clé d’API a été créée',
      what: 'Une clé d’API a été créée avec votre compte. Les programmes qui la détiennent agissent sans votre mot de passe.',
    },
    identityLinked: {
      subject: 'Un autre moyen de se connecter a été ajouté',
      what: 'Un compte d’un autre service a été relié au vôtre. Il vous connecte désormais.',
    },
    identityUnlinked: {
      subject: 'Un moyen de se connecter a été retiré',
      what: 'Un compte d’un autre service n’est plus relié au vôtre. Il ne vous connecte plus.',
    },
    doneOn: (when) => `Cela s’est passé le ${when}.`,
    doneOnFrom: (when, device) => `Cela s’est passé le ${when}, depuis ${device}.`,
    doneOnFromAddress: (when, device, address) =>
      `Cela s’est passé le ${when}, depuis ${device}, adresse ${address}.`,
    unknownDevice: 'un appareil inconnu',
    ifNotYou: (link) =>
      `Si ce n’était pas vous, réinitialisez aussitôt votre mot de passe, ce qui déconnecte tous les appareils\u00a0: ${link}`,
    ifNotYouTell:
      'Si ce n’était pas vous, prévenez aussitôt qui gère ce service\u00a0: on peut y voir qui l’a fait et l’annuler.',
    lookThroughFactors:
      'Vérifiez ensuite les seconds facteurs de votre compte\u00a0; si vous ne le pouvez pas, prévenez qui gère ce service.',
    revokeKey:
      'Révoquez ensuite la clé sur la page de votre compte\u00a0: elle fonctionne encore avec un autre mot de passe.',
  },
}
