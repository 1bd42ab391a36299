# What tenants, their visitors and people at the door read: complete in every language.

## Layout
layout-skip = Ir al contenido
layout-main-menu = Principal
layout-quick-menu = Accesos rápidos
layout-breadcrumb = Ruta de navegación
layout-menu = Menú
layout-close = Cerrar
layout-help = Ayuda
layout-sign-out = Cerrar sesión
nav-audit = Registro
nav-overview = Resumen
nav-visits = Visitas
nav-settings = Ajustes
nav-numbers = Números
nav-extensions = Extensiones
nav-agents = Agentes
nav-team = Equipo
role-operator = Operador
role-agency-admin = Administrador
role-agency-admin-means = Todo en la cuenta, incluidos el equipo y los ajustes.
role-agency-manager = Gestor
role-agency-manager-means = Todos los clientes, con sus equipos, números y agentes; las claves; el registro.
role-agency-technical-manager = Gestor técnico
role-agency-technical-manager-means = Números, extensiones, agentes y claves; ve los clientes.
role-agency-account-manager = Gestor de cuentas
role-agency-account-manager-means = Crea, edita, suspende y reactiva clientes e invita a sus usuarios.
role-agency-read-only = Solo lectura
role-agency-read-only-means = Ve todo el trabajo diario, sin poder cambiar nada.
role-tenant-owner = Propietario
role-tenant-owner-means = Todo lo que hay aquí, incluido el equipo.
role-tenant-user = Usuario
role-tenant-user-means = Ve todo y gestiona los agentes.
role-tenant-read-only = Solo lectura
role-tenant-read-only-means = Ve todo, sin poder cambiar nada.
status-pending = Pendiente
status-trial = En prueba
status-active = Activo
status-suspended = Suspendido
status-cancelled = Cancelado

## Forms
form-optional = opcional
form-cancel = Cancelar
form-save = Guardar
form-problems = { $n ->
    [one] Hay un problema
   *[other] Hay { $n } problemas
}
form-problems-short = { $n ->
    [one] 1 problema
   *[other] { $n } problemas
}

## Signing in
sign-in-description = Iniciar sesión en { $brand }: sus llamadas, números, consumo y facturas.
sign-in-title = Iniciar sesión
sign-in-email = Correo electrónico
sign-in-password = Contraseña
sign-in-button = Iniciar sesión
sign-in-new-here = ¿Primera vez aquí? La invitación está en su correo.
sign-in-signed-out = Sesión cerrada.
sign-in-or = o
sign-in-forgotten = ¿Olvidó su contraseña?

## A second factor
factor-title = Segundo factor
factor-lead = La contraseña es correcta. Falta un paso.
factor-code = Código
factor-code-help = Los seis dígitos que muestra su aplicación de autenticación.
factor-recovery = Código de recuperación
factor-recovery-help = Uno de los códigos que guardó. Sirve una sola vez.
factor-use-recovery = Usar un código de recuperación
factor-use-code = Usar la aplicación de autenticación o una llave de acceso
factor-start-again = Empezar de nuevo
factor-remove = Quitar
factor-owed = { $brand } pide un segundo factor. Para continuar, configure una aplicación de autenticación o una llave de acceso.
totp-name = Aplicación de autenticación
totp-means = Un código de su teléfono, además de la contraseña.
totp-since = Activa desde el { $day }
totp-set-up = Configurar
totp-title = Configurar una aplicación de autenticación
totp-scan = Escanee esta imagen con una aplicación de autenticación y escriba después el código que muestra.
totp-picture = Imagen para su aplicación de autenticación
totp-by-hand = ¿No se puede escanear? Escriba esto en la aplicación
totp-button = Activar
codes-title = Códigos de recuperación
codes-left = { $n ->
    [0] No queda ninguno
    [one] Queda 1
   *[other] Quedan { $n }
}
codes-renew = Códigos nuevos
codes-lead = Guárdelos donde los encuentre sin su teléfono. Cada uno permite iniciar sesión una vez, en lugar de un código de la aplicación o una llave de acceso.
codes-once = No se vuelven a mostrar.
codes-kept = Ya los he guardado
codes-shown = Los códigos de recuperación se muestran una sola vez, al crearlos. Si los ha perdido, cree otros nuevos.
passkeys-title = Llaves de acceso
passkeys-lead = Inicie sesión con la huella, el rostro o el PIN del dispositivo, sin contraseña. Una llave de acceso solo funciona en esta dirección.
passkeys-scripts = Las llaves de acceso necesitan un navegador con JavaScript activado.
passkey-name = Nombre de la nueva llave de acceso
passkey-name-help = Para reconocerla, como «Mi teléfono».
passkey-add = Añadir una llave de acceso
passkey-added = La llave de acceso está lista.
passkey-made = Creada el { $day } para { $host }.
passkey-used = Usada por última vez el { $day }.
passkey-sign-in = Iniciar sesión con una llave de acceso
passkey-not-used = No se usó ninguna llave de acceso. Inténtelo de nuevo o use su contraseña.
passkey-not-made = No se creó ninguna llave de acceso. Inténtelo de nuevo.
prove-new-title = ¿Es usted?
prove-new = Escriba de nuevo su contraseña antes de añadir una forma de iniciar sesión.
prove-new-button = Continuar
prove-totp-title = Quitar la aplicación de autenticación
prove-totp = Iniciará sesión sin sus códigos. También se eliminan los códigos de recuperación, salvo que tenga una llave de acceso.
prove-totp-button = Quitar la aplicación
prove-codes-title = Códigos de recuperación nuevos
prove-codes = Los códigos que tiene ahora dejan de funcionar.
prove-codes-button = Crear códigos nuevos
prove-passkey-title = Quitar esta llave de acceso
prove-passkey = Deja de funcionar aquí. Es posible que su dispositivo la conserve hasta que la elimine allí.
prove-passkey-button = Quitar la llave de acceso
prove-done = Hecho.

## Passwords
password-title = Cambiar la contraseña
password-lead = Se cerrarán sus otras sesiones.
password-current = Contraseña actual
password-button = Cambiar contraseña
password-change = Cambiar
password-changed = Se cambió su contraseña. Sus otras sesiones se cerraron.
forgotten-title = ¿Olvidó su contraseña?
forgotten-lead = Le enviaremos un enlace para elegir una nueva.
forgotten-button = Enviar el enlace
forgotten-sent-title = Revise su correo
forgotten-sent = Si existe una cuenta con esta dirección, va un enlace en camino. Sirve durante una hora.
forgotten-back = Volver al inicio de sesión
reset-title = Elegir una contraseña nueva
reset-new = Contraseña nueva
reset-button = Guardar contraseña
reset-done = Se guardó su contraseña nueva. Inicie sesión con ella.
reset-over-title = Este enlace ya no funciona
reset-over = Ya se usó, tiene más de una hora o está incompleto.
reset-again = Pedir uno nuevo

## Languages
language-title = Idioma
language-automatic = Automático
language-of-provider = El del proveedor
language-set = Guardado.

## Invitations
invitation-title = Le damos la bienvenida a { $place }
invitation-lead = { $by } le envió una invitación a { $place }. Solo falta elegir una contraseña.
invitation-first-name = Nombre
invitation-last-name = Apellidos
invitation-password-help = Al menos { $min } caracteres. Cuatro o cinco palabras sin relación entre sí son fáciles de recordar.
invitation-button = Guardar contraseña y continuar
invitation-used-title = Esta invitación ya se usó
invitation-used = Cada invitación sirve una sola vez. Si la usó usted, inicie sesión con su contraseña.
invitation-expired-title = Esta invitación ha caducado
invitation-expired = Pida a quien le invitó que la envíe de nuevo.

## Own account
account-title = Su cuenta
account-name = Nombre
account-places = Cuentas con acceso
account-sign-ins = Sesiones abiertas
account-this-one = Esta
account-end = Cerrar esa sesión
account-ended = Se cerró esa sesión.
account-unknown-device = Dispositivo desconocido
account-back = Volver

## Tenants
tenants-title = Clientes
tenants-filter = Filtrar
tenants-pages = Páginas
tenants-next = Siguiente
tenants-status = Estado
tenants-users = Usuarios
tenants-actions = Acciones
tenants-edit-of = Editar { $name }
tenants-manage-of = Gestionar { $name }
tenants-delete-of = Eliminar { $name }
tenant-billing-email = Correo de facturación
tenant-owner-help = Recibe una invitación, válida durante 7 días.
tenant-timezone = Zona horaria
tenant-timezone-help = Por ejemplo, Europe/Madrid o America/Bogota.
tenant-cap-numbers = Números
tenant-cap-extensions = Extensiones
tenant-no-cap = sin límite
tenant-none = no hay
tenant-invitation-resend = Enviar de nuevo
tenant-invitation-resent = La invitación va de nuevo camino de { $email }. El enlace anterior ya no funciona.

## Audit
audit-title = Registro
audit-empty-title = Aún no ha pasado nada
audit-empty = Aquí aparece cada cambio: quién lo hizo, qué cambió, cuándo y desde dónde.
audit-when = Cuándo
audit-who = Quién
audit-what = Qué
audit-changes = Antes → después
audit-where = Origen
audit-older = Anteriores
audit-action = Qué
audit-any = Todo
audit-about = Sobre
audit-from = Desde el día
audit-to = Hasta el día
audit-agency = De quién
audit-platform = De la plataforma
audit-csv = Descargar CSV
audit-none-title = Sin coincidencias
audit-none = No hay nada así en el registro. Los nombres se buscan por su comienzo; los días están en UTC.
audit-tenant-gone = un cliente que ya no existe
audit-group-account = Cuentas
audit-group-tenant = Clientes
audit-group-transfer = Traspasos
audit-group-visit = Gestión
audit-group-defaults = Valores predeterminados
audit-group-phone-number = Números
audit-group-extension = Extensiones
audit-group-agent = Agentes
audit-group-usage = Consumo y precios
audit-group-billing = Facturación
audit-group-records = Llamadas y contactos
audit-group-people = Personas
audit-group-session = Sesiones
audit-group-key = Claves
audit-group-agency = Proveedores
audit-no-fields = sin campos
audit-fields = { $n ->
    [one] 1 campo
   *[other] { $n } campos
}
audit-by-key = { $name } (clave de API)
audit-by-nobody = Sin iniciar sesión
audit-by-system = Sistema
audit-on-behalf = actuando en { $tenant }
audit-surface-dashboard = Panel
audit-surface-portal = Portal
audit-surface-operator = Operador
audit-surface-account = Inicio de sesión
audit-surface-api = API
audit-surface-job = Tarea
audit-surface-cli = Línea de comandos
audit-action-tenant-created = Cliente creado
audit-action-tenant-updated = Cliente modificado
audit-action-tenant-trial-started = Periodo de prueba iniciado
audit-action-tenant-suspended = Cliente suspendido
audit-action-tenant-unsuspended = Cliente reactivado
audit-action-tenant-activated = Cliente activado
audit-action-tenant-deleted = Cliente cancelado
audit-action-tenant-restored = Cliente restaurado
audit-action-tenant-purge-started = Borrado de datos de un cliente iniciado
audit-action-tenant-purged = Datos de un cliente borrados
audit-action-tenant-reminded = Recordatorio enviado
audit-action-defaults-updated = Valores predeterminados modificados
audit-action-billing-profile-created = Perfil de facturación añadido
audit-action-billing-profile-updated = Precios nuevos fijados
audit-action-usage-threshold-reached = Límite próximo
audit-action-usage-limit-reached = Límite alcanzado
audit-action-usage-reviewed = Informe discrepante revisado
audit-action-rate-card-updated = Precio de la tarifa fijado
audit-action-meter-created = Medidor añadido
audit-action-hook-created = Webhook entrante creado
audit-action-hook-deleted = Webhook entrante eliminado
audit-action-hook-payload-retried = Informe reintentado
audit-action-hook-payload-dismissed = Informe descartado
audit-action-limit-raised = Límite ampliado
audit-action-limit-raise-ended = Ampliación de límite terminada
audit-action-phone-number-added = Número añadido
audit-action-phone-number-assigned = Número asignado
audit-action-phone-number-unassigned = Número retirado
audit-action-phone-number-updated = Número modificado
audit-action-phone-number-released = Número liberado
audit-action-extension-created = Extensión añadida
audit-action-extension-updated = Extensión modificada
audit-action-extension-secret-renewed = Contraseña SIP de una extensión renovada
audit-action-extension-deleted = Extensión eliminada
audit-action-agent-created = Agente añadido
audit-action-agent-updated = Agente modificado
audit-action-agent-deleted = Agente eliminado
audit-action-transfer-requested = Cliente ofrecido
audit-action-transfer-offered = Oferta de cliente recibida
audit-action-transfer-accepted = Cliente traspasado
audit-action-transfer-rejected = Traspaso rechazado
audit-action-transfer-cancelled = Traspaso retirado
audit-action-transfer-expired = Traspaso caducado
audit-action-agency-suspended = Proveedor suspendido
audit-action-agency-reactivated = Proveedor reactivado
audit-action-job-retried = Tarea reintentada
audit-action-agency-updated = Proveedor modificado
audit-action-call-flow-created = Flujo de llamadas añadido
audit-action-call-flow-updated = Flujo de llamadas modificado
audit-action-call-flow-deleted = Flujo de llamadas eliminado
audit-action-voicemail-box-created = Buzón de voz añadido
audit-action-voicemail-box-updated = Buzón de voz modificado
audit-action-voicemail-box-deleted = Buzón de voz eliminado
audit-action-voicemail-message-created = Mensaje de voz añadido
audit-action-voicemail-message-updated = Mensaje de voz modificado
audit-action-voicemail-message-deleted = Mensaje de voz eliminado
audit-action-trunk-created = Troncal añadida
audit-action-trunk-updated = Troncal modificada
audit-action-trunk-deleted = Troncal eliminada
audit-action-device-created = Dispositivo añadido
audit-action-device-updated = Dispositivo modificado
audit-action-device-deleted = Dispositivo eliminado
audit-action-contact-created = Contacto añadido
audit-action-contact-updated = Contacto modificado
audit-action-contact-deleted = Contacto eliminado
audit-action-recording-created = Grabación añadida
audit-action-recording-updated = Grabación modificada
audit-action-recording-deleted = Grabación eliminada
audit-action-transcript-created = Transcripción añadida
audit-action-transcript-updated = Transcripción modificada
audit-action-transcript-deleted = Transcripción eliminada
audit-action-visit-started = Visita a un cliente iniciada
audit-action-visit-ended = Visita a un cliente terminada
audit-action-member-added = Persona añadida
audit-action-member-role-changed = Rol de una persona cambiado
audit-action-member-removed = Persona quitada
audit-action-tenant-role-created = Rol creado
audit-action-tenant-role-updated = Rol cambiado
audit-action-tenant-role-deleted = Rol eliminado
audit-action-staff-added = Compañero añadido
audit-action-staff-role-changed = Rol de un compañero cambiado
audit-action-staff-removed = Compañero quitado
audit-action-bulk-change-started = Cambio de muchos clientes iniciado
audit-action-tenants-seeded = Clientes de medición cargados
audit-action-demo-loaded = Demostración cargada
audit-action-access-granted = Acceso concedido
audit-action-invitation-created = Invitación enviada
audit-action-invitation-resent = Invitación reenviada
audit-action-invitation-accepted = Invitación aceptada
audit-action-session-opened = Sesión iniciada
audit-action-session-closed = Sesión cerrada
audit-action-session-confirmed = Confirmó su identidad
audit-action-session-revoked = Sesión revocada
audit-action-session-refused = Inicio de sesión rechazado
audit-action-key-created = Clave de API creada
audit-action-sub-account-token-revealed = Token de subcuenta consultado
audit-action-sub-account-token-renewed = Token de subcuenta renovado
audit-action-branding-updated = Imagen de marca cambiada
audit-action-user-password-changed = Contraseña cambiada
audit-action-user-password-reset-requested = Contraseña nueva solicitada
audit-action-user-password-reset = Contraseña restablecida por correo
audit-action-user-totp-enabled = Aplicación de autenticación activada
audit-action-user-totp-disabled = Aplicación de autenticación quitada
audit-action-user-recovery-codes-renewed = Códigos de recuperación nuevos creados
audit-action-user-recovery-code-used = Sesión iniciada con un código de recuperación
audit-action-user-passkey-added = Llave de acceso añadida
audit-action-user-passkey-removed = Llave de acceso quitada
audit-action-user-second-factor-taken-away = Segundo factor restablecido
audit-action-user-language-changed = Idioma elegido
audit-action-key-revoked = Clave de API revocada
audit-action-user-created = Usuario añadido
audit-action-agency-created = Proveedor dado de alta

## Portal
portal-welcome = Le damos la bienvenida a { $brand }
portal-lead = El mes hasta hoy y las personas de su equipo.
portal-trial = El periodo de prueba dura hasta el { $day }.
managing-title = Gestión como cliente
managing-lead = Está gestionando la cuenta de { $name }.
managing-note = Lo que haga aquí queda registrado a su nombre y el cliente puede verlo.
managing-details = Cuenta
managing-leave = Salir
managing-suspended = Este cliente está suspendido. Sus usuarios solo ven una página que lo indica.
numbers-title = Números
numbers-empty-title = Aún no hay números
numbers-none-of-tenant = { $brand } aún no ha asignado ningún número a esta cuenta.
numbers-count = { $n ->
    [one] 1 número
   *[other] { $shown } números
}
number-number = Número
number-cnam = Nombre de llamada (CNAM)
number-cnam-of = Nombre de llamada de { $number }
number-e911 = E911
number-updated = Se guardó el número { $number }.
e911-none = Sin configurar
e911-pending = Pendiente
e911-active = Activo
e911-failed = Fallido
extensions-title = Extensiones
extensions-empty-title = Aún no hay extensiones
extensions-empty = Una extensión es un teléfono o una aplicación que puede hacer y recibir llamadas. Añada una y configure el teléfono con su usuario y su contraseña SIP.
extensions-count = { $n ->
    [one] 1 extensión
   *[other] { $shown } extensiones
}
extension-number = Número
extension-number-help = De dos a ocho dígitos, como 101. Después no se puede cambiar.
extension-name = Nombre
extension-sip-user = Usuario SIP
extension-secret = Contraseña SIP
extension-secret-title = Configurar el teléfono de { $number }
extension-secret-once = La contraseña SIP se muestra solo esta vez. Si se pierde, hay que renovarla.
extension-new = Añadir una extensión
extension-add = Añadir extensión
extension-created = Se añadió la extensión { $number }.
extension-renew = Renovar contraseña
extension-renew-of = Renovar la contraseña SIP de { $number }
extension-renewed = La extensión { $number } tiene una contraseña SIP nueva.
extension-delete = Eliminar
extension-delete-of = Eliminar la extensión { $number }
extension-deleted = Se eliminó la extensión.
agents-title = Agentes
agents-empty-title = Aún no hay agentes
agents-empty = Un agente responde por usted: por teléfono, en el navegador o en un chat.
agents-count = { $n ->
    [one] 1 agente
   *[other] { $shown } agentes
}
agent-name = Nombre
agent-channel = Canal
agent-state = Estado
agent-on = Activo
agent-off = Inactivo
agent-new = Añadir un agente
agent-add = Añadir agente
agent-created = Se añadió { $name }.
agent-switch-on = Activar
agent-switch-on-of = Activar { $name }
agent-switch-off = Desactivar
agent-switch-off-of = Desactivar { $name }
agent-switched-on = Se activó { $name }.
agent-switched-off = Se desactivó { $name }.
agent-delete = Eliminar
agent-delete-of = Eliminar { $name }
agent-deleted = Se eliminó el agente.
channel-phone = Teléfono
channel-webrtc = Llamada web
channel-webchat = Chat web
settings-title = Ajustes
settings-billing-email-help = Donde se envían las facturas y los avisos sobre los límites.
settings-cnam = Nombre de llamada (CNAM)
settings-language-help = Para las personas que no hayan elegido ninguno, y para los correos y las facturas.
settings-cnam-help = Lo que ven las personas a las que llama. Como máximo 15 caracteres; cada número puede tener el suyo.
settings-saved = Se guardaron los ajustes.
visits-title = Visitas
visits-lead = Ocasiones en que personal de { $brand } gestionó esta cuenta. Lo que hizo cada persona consta en el registro, con su nombre.
visits-empty = Nadie ha estado aquí
visits-who = Quién
visits-from = Desde
visits-until = Hasta
visits-reason = Motivo
visits-no-reason = sin indicar
portal-suspended-title = Su servicio está suspendido
portal-suspended = Las llamadas están interrumpidas hasta que esto se resuelva. No se pierde nada: los números, los ajustes y las grabaciones se conservan.
portal-suspended-reason = Motivo: { $reason }
portal-contact = Contactar con { $brand }
portal-cancelled = Esta cuenta está cerrada y solo se puede consultar. Todos los datos se borran el { $day }.
portal-allowance = Capacidad de la cuenta
portal-spend-cap = Límite de gasto mensual
portal-of = { $used } de { $cap }
portal-people = Personas

## Records
nav-call-flows = Flujos de llamadas
nav-voicemail = Buzón de voz
nav-devices = Dispositivos
nav-trunks = Troncales
nav-contacts = Contactos
nav-recordings = Grabaciones
records-open = Abrir
records-open-of = Abrir { $name }
records-count = { $n ->
    [one] 1 en total
   *[other] { $shown } en total
}
records-saved = Se guardó { $name }.
records-deleted = Se eliminó { $name }.
records-delete = Eliminar
records-delete-note = Se elimina para siempre.
records-delete-button = Eliminar { $name }
records-listen = Escuchar
records-on = Activa
records-off = Inactiva
records-heard = Escuchado
records-new = Nuevo
records-mark-heard = Marcar como escuchado
records-mark-new = Marcar como nuevo
records-status-recording = Grabando
records-status-final = Terminada
records-steps = { $n ->
    [0] Sin pasos
    [one] 1 paso
   *[other] { $shown } pasos
}
records-field-name = Nombre
records-field-number = Número
records-field-email = Correo
records-field-note = Nota
records-field-mac = Dirección MAC
records-field-model = Modelo
records-field-extension = Extensión
records-field-greeting = Saludo
records-field-box-id = Buzón de voz
records-field-from-number = De
records-field-to-number = A
records-field-received-at = Recibido
records-field-started-at = Inicio
records-field-duration-seconds = Duración
records-field-transcript = Transcripción
records-field-url = Audio
records-field-heard = Estado
records-field-steps = Pasos
records-field-sip-uri = Dirección SIP
records-field-allowed-addresses = Direcciones permitidas
records-field-enabled = Estado
records-field-external-id = ID de la central
records-field-status = Estado
records-field-recording-id = Grabación
records-field-language = Idioma
records-field-text = Texto
records-help-sip-uri = Adónde van sus llamadas, como sip:sbc.example.com:5060.
records-help-mac = En una etiqueta del dispositivo, como 00:1A:2B:3C:4D:5E.
records-help-extension = El número de la extensión con la que se registra.
records-steps-help = La llamada recorre los pasos en este orden. El número delante de cada paso indica su posición; un paso sin tipo se omite.
records-step-none = Sin paso
records-step-order = Posición del paso { $n }
records-step-kind = Tipo del paso { $n }
records-step-target = Destino del paso { $n }
records-step-seconds = Segundos del paso { $n }
records-step-target-hint = Texto, número o nombre
records-step-seconds-hint = Seg.
records-step-kind-greeting = Decir
records-step-kind-menu = Ofrecer un menú
records-step-kind-ring = Llamar a una extensión
records-step-kind-agent = Pasar a un agente
records-step-kind-voicemail = Tomar un mensaje
records-step-kind-forward = Desviar a un número
records-step-kind-hangup = Colgar
records-call-flow-title = Flujos de llamadas
records-call-flow-new = Nuevo flujo de llamadas
records-call-flow-add = Añadir flujo de llamadas
records-call-flow-empty-title = Aún no hay flujos de llamadas
records-call-flow-empty = Un flujo de llamadas define, paso a paso, lo que encuentra quien llama: un saludo, unos teléfonos que suenan, un buzón de voz.
records-voicemail-box-title = Buzones de voz
records-voicemail-box-new = Nuevo buzón de voz
records-voicemail-box-add = Añadir buzón de voz
records-voicemail-box-empty-title = Aún no hay buzones de voz
records-voicemail-box-empty = Un buzón guarda mensajes cuando nadie responde y puede reenviarlos por correo.
records-voicemail-message-title = Mensajes
records-voicemail-message-new = Nuevo mensaje
records-voicemail-message-add = Añadir mensaje
records-voicemail-message-empty-title = No hay mensajes
records-voicemail-message-empty = Aquí aparecen los mensajes que dejan quienes llaman.
records-trunk-title = Troncales
records-trunk-new = Nueva troncal
records-trunk-add = Añadir troncal
records-trunk-empty-title = Aún no hay troncales
records-trunk-empty = Una línea hacia un sistema propio: adónde van las llamadas y desde qué direcciones pueden llegar.
records-device-title = Dispositivos
records-device-new = Nuevo dispositivo
records-device-add = Añadir dispositivo
records-device-empty-title = Aún no hay dispositivos
records-device-empty = Un teléfono o un adaptador, y la extensión con la que se registra.
records-contact-title = Contactos
records-contact-new = Nuevo contacto
records-contact-add = Añadir contacto
records-contact-empty-title = Aún no hay contactos
records-contact-empty = Personas y números que conviene reconocer.
records-recording-title = Grabaciones
records-recording-new = Nueva grabación
records-recording-add = Añadir grabación
records-recording-empty-title = No hay grabaciones
records-recording-empty = Aquí aparecen las llamadas que se grabaron.
records-transcript-title = Transcripciones
records-transcript-new = Nueva transcripción
records-transcript-add = Añadir transcripción
records-transcript-empty-title = No hay transcripciones
records-transcript-empty = Aquí aparece, por escrito, lo que se dijo en las llamadas grabadas.

## Transfers
transfer-incoming = Recibido de
transfer-outgoing = Enviado a
transfer-status-accepted = Aceptado
transfer-status-rejected = Rechazado
transfer-status-cancelled = Retirado
transfer-status-expired = Caducado
transfer-accepted = { $name } ya está aquí. Se avisó a su equipo.
transfer-rejected = Se rechazó la oferta de { $name } y se avisó al remitente.
transfer-cancelled = Se retiró la oferta de { $name }.
transfer-title = Traspasar { $name }
transfer-lead = Se traspasa todo lo que tiene el cliente: equipo, números, extensiones, agentes y claves. Usted conserva sus facturas, informes y registro hasta ese momento, y después ya no tendrá acceso al cliente. Por su parte no se puede deshacer.
transfer-to = Quién lo recibe
transfer-to-agency = Otro proveedor
transfer-to-self-managed = Nadie: el cliente se gestiona por sí mismo, si el operador de la plataforma está de acuerdo
transfer-target = ID del proveedor
transfer-target-help = Figura en la página de traspasos del otro proveedor y comienza por agn_. No indicamos si ese proveedor existe; un ID incorrecto nunca recibe respuesta.
transfer-note = Nota para la otra parte
transfer-request = Ofrecer el traspaso
transfer-requested = Se ofreció { $name }. Recibirá un aviso cuando la otra parte decida.

## Team
team-title = Equipo
team-name = Nombre
team-role = Rol
team-role-own = { $role }: { $name }
team-role-own-means = Lo que puede un usuario y además: { $permissions }.
team-roles = Qué puede hacer cada rol
team-status = Estado
team-status-active = Activo
team-status-invited = Invitado
team-status-expired = Invitación caducada
team-last-sign-in = Última sesión
team-never = Nunca
team-added = Añadido
team-you = (usted)
team-email = Correo
team-count = { $n ->
    [one] 1 persona
   *[other] { $shown } personas
}
team-invite-title = Invitar a alguien
team-invite = Enviar la invitación
team-invited = { $email } recibirá un correo para poder entrar.
team-change = Cambiar
team-change-of = Cambiar { $name }
team-changed = El rol de { $name } es ahora: { $role }.
team-resend-of = Enviar de nuevo la invitación de { $name }
team-remove = Quitar del equipo
team-factor = ¿Segundo factor perdido?
team-factor-note = Se quitan su aplicación de autenticación, sus códigos de recuperación y sus llaves de acceso, y se cierran sus sesiones. Asegúrese de que es realmente esa persona quien lo pide.
team-factor-button = Restablecer el segundo factor de { $name }
team-factor-reset = { $name } ahora inicia sesión solo con la contraseña y puede configurar un nuevo segundo factor.
team-remove-note = Su sesión se cierra de inmediato y no podrá volver sin una nueva invitación. Lo que hizo se conserva en el registro.
team-remove-button = Quitar a { $name }
team-removed = { $name } ya no forma parte del equipo.
members-empty-title = Aún no hay nadie
members-empty = Invite como propietario a la persona que lleva esta cuenta. Recibirá un correo con un enlace para elegir una contraseña.

## Mistakes in fields, by code
roles-title = Roles
roles-lead = Cada usuario ve las llamadas, el consumo y lo que está configurado aquí, y trabaja con agentes, contactos y mensajes. Un rol propio añade algo a eso. Las personas, las claves, los ajustes y los pagos quedan en manos de los propietarios.
roles-empty-title = Aún no hay roles propios
roles-empty = Cree uno para quienes hacen más que otros usuarios, como recepción o contabilidad. Después asígnelo en la página del equipo.
roles-name = Nombre
roles-permissions = Añade
roles-people = Personas
roles-people-count = { $n ->
    [0] Nadie
    [one] 1 persona
   *[other] { $shown } personas
}
roles-new = Rol nuevo
roles-add = Añadir rol
roles-full = Hay cincuenta roles, el máximo posible. Elimine uno para añadir otro.
roles-delete-note = { $n ->
    [0] Nadie tiene este rol. Se elimina definitivamente.
    [one] Una persona tiene este rol y seguirá como usuario sin él. Se elimina definitivamente.
   *[other] { $shown } personas tienen este rol y seguirán como usuarios sin él. Se elimina definitivamente.
}
permission-group-telephony = Telefonía
permission-group-insight = Consulta
permission-call-flows-manage = Flujos de llamadas
permission-call-flows-manage-means = Añade, cambia y elimina flujos de llamadas y buzones de voz.
permission-extensions-manage = Extensiones
permission-extensions-manage-means = Añade y elimina extensiones, y les da contraseñas nuevas.
permission-numbers-manage = Números
permission-numbers-manage-means = Cambia los nombres de llamada de los números.
permission-devices-manage = Dispositivos
permission-devices-manage-means = Añade, cambia y elimina dispositivos.
permission-trunks-manage = Troncales
permission-trunks-manage-means = Añade, cambia y elimina líneas a sistemas propios.
permission-billing-read = Facturación
permission-billing-read-means = Ve el plan, las tarjetas, las facturas y los pagos, sin cambiar nada.
permission-audit-read = Registro
permission-audit-read-means = Ve qué se hizo aquí, cuándo y quién.
refused-suspended = El cliente está suspendido.
refused-cancelled = El cliente está cancelado.
refused-not-allowed = Las credenciales del cliente no permiten hacer llamadas.
refused-spend-limit = Se alcanzó el límite de gasto mensual, o lo que queda está reservado para llamadas en curso.
refused-minutes-limit = Se agotaron los minutos del mes, o los que quedan están reservados para llamadas en curso.
refused-concurrency = Ya hay tantas llamadas en curso como se permite.
refused-inbound-share = Las llamadas que quedan están reservadas para las entrantes.
announce-suspended = Este servicio está interrumpido. Inténtelo de nuevo más tarde.
announce-cancelled = Este número no está en servicio.
announce-not-allowed = Desde aquí no se pueden hacer llamadas.
announce-spend-limit = Este servicio no está disponible en este momento. Inténtelo de nuevo más tarde.
announce-minutes-limit = Este servicio no está disponible en este momento. Inténtelo de nuevo más tarde.
announce-concurrency = Todas las líneas están ocupadas. Inténtelo de nuevo en unos minutos.
announce-inbound-share = Todas las líneas están ocupadas. Inténtelo de nuevo en unos minutos.

## Overview
overview-minutes = Minutos
overview-calls = Llamadas
overview-month = En lo que va de { $month }
overview-calls-per-day = Llamadas por día
overview-range = { $from } al { $to }
overview-channels = Por canal
nav-calls = Llamadas
nav-usage = Consumo
direction-inbound = Entrante
direction-outbound = Saliente
ending-completed = Completada
ending-failed = Fallida
ending-abandoned = Abandonada

## Pictures
chart-label = { $what }: { $total } en total; máximo: { $part }, con { $most }
chart-numbers = Mostrar los números
chart-nothing = Aún no hay nada.
chart-from = respecto a { $before }
chart-more = Más:
chart-less = Menos:
chart-no-before = sin datos anteriores para comparar

## Limits
limits-of = de { $cap }
limits-kind-spend = Gasto
limits-kind-minutes = Minutos
limits-n-minutes = { $n ->
    [one] 1 minuto
   *[other] { $shown } minutos
}

## Analytics, usage, calls
analytics-title = Análisis
analytics-day = Día
analytics-week = Semana del
analytics-month = Mes
analytics-range-wrong = No se puede mostrar este periodo. { $why } Se muestran los últimos treinta días.
analytics-by = Agrupar por
analytics-by-day = Días
analytics-by-week = Semanas
analytics-by-month = Meses
analytics-range = Periodo
analytics-from = Desde
analytics-to = Hasta
analytics-show = Mostrar
analytics-csv = Descargar CSV
analytics-figures = Cifras
analytics-compared = Comparado con el periodo del { $from } al { $to }. Días según la zona horaria { $zone }.
analytics-conversations = Conversaciones
analytics-margin-over-time = Margen
analytics-margin-in = Margen, { $currency }
analytics-quality = Cómo fueron
analytics-average = Duración media
analytics-transferred = Transferidas
analytics-abandoned = Abandonadas
analytics-resolved = Resueltas
analytics-sentiment = Sentimiento
analytics-unknown = sin datos
analytics-tenants = Clientes
analytics-empty-title = Sin llamadas en estos días
analytics-empty = Elija otros días o envíe consumo a través de la API.
usage-title = Consumo
usage-amount = Importe
usage-over-time = Evolución del importe
usage-amount-in = Importe, { $currency }
usage-by-meter = Por medidor
usage-what = Qué
usage-quantity = Cantidad
usage-unit = Unidad
usage-total = Total
usage-provisional = Los importes son provisionales hasta que se facture el mes.
usage-empty-title = Sin consumo en estos días
usage-empty = En cuanto haya llamadas, aquí aparecerá lo que consumen.
calls-title = Llamadas
calls-empty-title = Aún no hay llamadas
calls-empty = Las llamadas y los chats aparecen aquí poco después de terminar.
calls-none-title = Sin resultados
calls-none = No hay llamadas así. Pruebe a quitar algún filtro.
calls-count = { $n ->
    [one] una llamada
   *[other] { $shown } llamadas
}
calls-filter = Filtrar llamadas
calls-number = Comienzo de un número, como +34
calls-any-channel = Todos los canales
calls-any-direction = Entrantes y salientes
calls-any-status = Todos los resultados
calls-csv = Descargar CSV
calls-no-number = sin número
calls-agent = Agente
calls-length = Duración
calls-started = Inicio
calls-channel = Canal
calls-direction = Sentido
calls-status = Resultado
calls-about = La llamada
calls-from = De
calls-to = A
calls-resolved = Resuelta
calls-yes = Sí
calls-no = No
calls-recording = Grabación
calls-listen = Escuchar
calls-transcript = Transcripción
calls-read = Leer
calls-id = ID
calls-summary = Resumen
calls-costs = Lo que costó
calls-no-costs = No se conoce ningún consumo de esta llamada, o ya no se conserva.
calls-provisional = Cada importe es lo que esa parte añadió al mes; el mes se redondea una sola vez al facturarlo.
portal-forecast = Previsión a fin de mes

## Inbound hooks
calls-clear = Mostrar todas las llamadas

## The rate card
meter = Medidor

## Prices
prices-change = Cambiar

## What billing refuses
plain-card-refused = La pasarela rechazó la tarjeta.
plain-more-than-invoiced = Es más de lo que aún se puede abonar en esta factura.
plain-unknown-tax-code = No hay ningún tipo impositivo con este código.
audit-action-billing-account-updated = Datos de facturación modificados
audit-action-billing-settings-updated = Ajustes de facturación modificados
audit-action-subscription-activated = Suscripción iniciada
audit-action-subscription-upgraded = Cambio a un plan superior
audit-action-subscription-downgrade-scheduled = Cambio a un plan inferior previsto
audit-action-subscription-cancel-scheduled = Cancelación prevista
audit-action-subscription-resumed = Cambio previsto anulado
audit-action-subscription-past-due = Suscripción con pago vencido
audit-action-subscription-recovered = Suscripción de nuevo al día
audit-action-subscription-agreed = Plan acordado
audit-action-subscription-ended = Suscripción finalizada
audit-action-plan-created = Plan creado
audit-action-plan-updated = Plan modificado
audit-action-plan-archived = Plan archivado
audit-action-tax-rate-added = Tipo impositivo añadido
audit-action-invoice-item-added = Concepto añadido a la próxima factura
audit-action-invoice-item-dropped = Concepto quitado de la próxima factura
audit-action-invoice-draft-sent = Borrador enviado
audit-action-invoice-draft-discarded = Borrador descartado
audit-action-invoice-draft-restored = Borrador recuperado
audit-action-invoice-drafts-sent = Todos los borradores enviados
audit-action-invoice-issued = Factura emitida
audit-action-invoice-voided = Factura anulada
audit-action-invoice-written-off = Factura dada por incobrable
audit-action-credit-note-issued = Nota de crédito emitida
audit-action-credit-granted = Crédito concedido
audit-action-credit-taken-back = Crédito retirado
audit-action-credit-expired = Crédito caducado
audit-action-payment-method-requested = Alta de tarjeta iniciada
audit-action-payment-method-added = Tarjeta añadida
audit-action-payment-method-made-default = Tarjeta predeterminada elegida
audit-action-payment-method-removed = Tarjeta quitada
audit-action-payment-started = Pago iniciado
audit-action-payment-succeeded = Pago recibido
audit-action-payment-failed = Pago fallido
audit-action-refund-succeeded = Reembolso hecho
audit-action-refund-failed = Reembolso rechazado
audit-action-gateway-connected = Cuenta propia de Stripe conectada
audit-action-gateway-renewed = Claves de la cuenta propia de Stripe cambiadas
audit-action-gateway-disconnected = Cuenta propia de Stripe desconectada
audit-action-settlement-made = Liquidación creada
audit-action-settlement-paid = Liquidación pagada
audit-action-settlement-terms-updated = Condiciones de liquidación modificadas

## Billing
nav-billing = Facturación

## Plans, as forms
usage-included = de { $quantity } en el plan

## Who pays, and what is paid in advance
account-details = Datos de facturación
account-details-lead = Aparecen en las facturas a partir de la próxima.
account-details-saved = Se guardaron los datos de facturación.
wallet-manage = Gestionar
wallet-lead = Las facturas se pagan primero con el saldo y después con la tarjeta.
wallet-fill = Añadir saldo
wallet-filling = Se está cobrando a la tarjeta; el dinero llegará en unos segundos.
wallet-recharge = Recarga automática
wallet-recharge-lead = Cuando el saldo baja de una cantidad, se añade otra con cargo a la tarjeta predeterminada. Para desactivarla, deje ambos campos vacíos.
wallet-recharge-saved = Se guardó la recarga automática.
wallet-recharge-off = No hay recarga automática.
wallet-recharges = Se recarga con { $amount } cuando hay menos de { $below }.
wallet-below = Si baja de ({ $currency })
wallet-amount = Añadir ({ $currency })
wallet-no-card-title = No hay tarjeta para recargar
wallet-no-card = Añada primero una tarjeta; después se podrá añadir saldo con ella.

## Whoever issues invoices
issuer-legal-name = Razón social
issuer-address = Dirección
issuer-country = País
issuer-tax-id = Identificación fiscal

## A tenant's account, to its agency
billing-title = Facturación
billing-no-plan = Aquí no hay plan. El consumo se factura por meses.
billing-subscription = Suscripción
billing-plan = Plan
billing-model = Modelo
billing-model-flat = Tarifa plana
billing-model-pay-as-you-go = Pago por uso
billing-fee = Cuota
billing-trial-until = En prueba hasta
billing-period = Periodo
billing-to-pay = Por pagar
card-pays-open = Con ella se pagará de inmediato el importe pendiente: { $amount }.
billing-next = Próxima factura
billing-wallet = Saldo
billing-credit = Crédito
billing-ends = La suscripción termina el { $day }.
billing-then = Cambia a { $plan } el { $day }.
billing-resume = Dejar como está
billing-cancel = Cancelar suscripción
billing-plans = Planes
interval-monthly = al mes
interval-annual = al año
plan-a-month = al mes
plan-annual = o { $price } al mes, con pago anual
plan-by-agreement = A convenir
plan-calls = { $n } llamadas simultáneas
plan-requests = { $n } solicitudes a la API por minuto
plan-current = Plan actual
plan-upgrade = Subir a { $plan }
plan-downgrade = Bajar a { $plan }
plan-planned = desde el { $day }
plan-upgrade-short = Subir de plan
plan-downgrade-short = Bajar de plan
feature-whitelabel = Marca blanca
feature-agencymode = Clientes propios
feature-hipaacompliance = Cumplimiento de HIPAA
feature-ssosaml = Inicio de sesión único (SAML)
feature-dedicatedsupport = Soporte dedicado
preview-debit = { $plan }, desde ahora hasta el { $day }
preview-credit = Lo ya pagado que no se usará
invoices-older = Anteriores
former-title = Proveedor anterior
former-lead = Facturas de un proveedor anterior. Para consultar o pagar alguna, diríjase a ese proveedor.
invoices-latest = Últimas
payment-into-wallet = Recarga de saldo
payment-from-wallet = con saldo
payments-all = Todos los pagos
preview-trial = Durante el periodo de prueba no se paga nada. Cuando termine, se facturará lo que quede del periodo hasta el { $day }: la parte proporcional de { $price }.
billing-elsewhere = Esta cuenta se factura en otro lugar: desde aquí no se envían facturas ni se hacen cargos a tarjetas.
preview-others = Otros conceptos pendientes de facturar
preview-from-credit = Con crédito y saldo
preview-next = En la próxima factura
preview-later = Se abona en la próxima factura
preview-now = A pagar ahora
preview-then = A partir del { $day }: { $price }.
preview-then-down = A partir del { $day } se pagan { $price }.
preview-lost = A partir de entonces:
preview-lost-feature = { $feature }: ya no
preview-lost-calls = { $is } llamadas simultáneas en lugar de { $was }
preview-lost-requests = { $is } solicitudes a la API por minuto en lugar de { $was }
preview-down = Hasta entonces todo sigue igual. Puede cambiar de idea hasta ese día.
preview-to-monthly = Pasar { $plan } a pago mensual
preview-to-annual = Pasar { $plan } a pago anual
preview-monthly = Cambiar a pago mensual
preview-annual = Cambiar a pago anual
methods-title = Métodos de pago
methods-empty = Aún no hay tarjetas. Sin tarjeta, las facturas se pagan por transferencia bancaria.
autopay-on = Las facturas se pagan con la tarjeta predeterminada.
autopay-off = Las facturas no se pagan automáticamente.
autopay-turn-on = Pagarlas con tarjeta
autopay-turn-off = Desactivar el pago automático
autopay-changed = Se cambió el pago automático.
card-ending = terminada en { $last4 }
card-expires = vence en { $date }
card-default = Predeterminada
card-make-default = Hacer predeterminada
card-remove = Quitar
card-add = Añadir tarjeta
card-added = Se añadió la tarjeta.
card-not-added = La tarjeta se está confirmando.
card-removed = Se quitó la tarjeta.
card-default-changed = Se cambió la tarjeta predeterminada.
card-sandbox = Esta instalación solo acepta tarjetas de prueba: 4242 4242 4242 4242 paga. No se guarda ninguna tarjeta real.
card-stripe = La tarjeta se envía a Stripe, que la guarda; aquí nunca se ve ni se almacena.
card-needs-script = Esta página necesita JavaScript: el número de la tarjeta va directamente al procesador de pagos.
card-unreachable = No se pudo contactar con el procesador de pagos. No se guardó nada; inténtelo de nuevo en un momento.
card-confirm-lead = El banco quiere asegurarse de que es usted quien paga { $amount }.
card-confirmed = El pago está confirmado.
card-number = Número de tarjeta
card-number-help = 16 dígitos, como en la tarjeta.
card-expiry = Vencimiento
card-expiry-help = Mes y año, como 12/30.
card-cvc = Código de seguridad
invoices-title = Facturas
invoices-empty = Aún no hay facturas.
invoice-number = Número
invoice-payer = Cliente
invoice-issued = Emitida
invoice-due = Vencimiento
invoice-total = Total
invoice-tax = Impuesto
invoice-open = Pendiente
invoice-overdue = Vencida
invoice-paid = Pagada
invoice-void = Anulada
invoice-uncollectible = Incobrable
invoice-lines = Conceptos
invoice-lines-open = abra uno para ver su cálculo
invoice-by-transfer = Pagar por transferencia
invoice-details = Detalles
invoice-issuer = Emitida por
invoice-paid-on = Pagada
invoice-due-on = Vence el { $day }
invoice-pdf = PDF
invoice-from-wallet = Se paga con saldo
invoice-pay = Pagar { $amount }
subscription-trial = En prueba
subscription-active = Activa
subscription-past-due = Pago vencido
subscription-cancelled = Finalizada
subscription-changed = Se cambió su plan.
subscription-planned = El cambio está previsto.
subscription-resumed = Todo queda como está.
subscription-cancelling = La suscripción termina con este periodo.
payments-title = Pagos
payment-when = Cuándo
payment-note = Nota
payment-succeeded = Pagado
payment-failed = Fallido
payment-pending = En curso
payment-requires-action = Por confirmar
payment-refunded = Devuelto: { $amount }
payment-confirm = Confirmar el pago
units-token = { $n ->
    [one] token
   *[other] tokens
}
units-character = { $n ->
    [one] carácter
   *[other] caracteres
}
units-second = { $n ->
    [one] segundo
   *[other] segundos
}
units-minute = { $n ->
    [one] minuto
   *[other] minutos
}
units-number-a-month = { $n ->
    [one] número al mes
   *[other] números al mes
}
line-rule = Cálculo
line-period = Periodo: { $days }.
line-by-hand = Añadido a mano.
line-included = { $quantity } { $unit } gratis cada mes.
line-before = Antes hubo { $quantity } { $unit } en el mes, con un precio anterior.
line-calls = Ver el detalle
line-billed = Facturado
line-billed-in = Facturado, { $unit }
line-events = Qué se factura
line-events-none-title = Ya no se conserva
line-events-none = El detalle de cada llamada se borra pasado un tiempo; el resultado se conserva.
line-events-count = { $n ->
    [one] una entrada
   *[other] { $shown } entradas
}
line-exact = Importe exacto
line-rounded = Redondeado una vez
billing-cancel-trial = El periodo de prueba termina el { $day } y no se factura nada por él. Se puede deshacer hasta entonces.
billing-cancel-means = La suscripción sigue activa hasta el { $day } y no se renueva. Se puede deshacer hasta entonces.
billing-cancel-reason = ¿Por qué se va? (opcional)
invoices-count = { $n ->
    [one] 1 factura
   *[other] { $shown } facturas
}
act-amount = Importe, { $currency }
billing-usage = Consumo de este mes
confirm-title = Confirmar el pago
confirm-wallet = { $amount } para añadir saldo. ¿Es usted?
confirm-lead = { $amount } por la factura { $number }. ¿Es usted?
confirm-yes = Sí, pagar
confirm-no = No, detener
confirm-settled = Ya no hay nada que confirmar.
confirm-back = Volver
confirm-done = Gracias. El pago está confirmado.
confirm-refused = El pago se detuvo. No se cobró nada.

## How a price is made
rule-per-unit = { $rate } por { $unit }
rule-graduated = por tramos, cada tramo a su precio
rule-volume = todo al precio del tramo alcanzado
rule-package = { $price } por cada { $size } o fracción
rule-included = a partir de { $included } gratis al mes
tier-to = hasta { $to }: { $rate } por { $unit }
tier-more = por encima: { $rate } por { $unit }
tier-flat = más { $flat }
plan-no-limit = Sin límite
audit-group-domain = Dominio
audit-action-domain-added = Dominio añadido
audit-action-domain-verified = Dominio demostrado
audit-action-domain-activated = Dominio activo
audit-action-domain-unreachable = Dominio no alcanzado
audit-action-domain-lost = Dominio perdido
audit-action-domain-removed = Dominio quitado

## Búsqueda
search-title = Buscar
search-find = Buscar en todo
search-hint = Parte de un número o de un nombre, alguien del equipo, una página.
search-pages = Páginas
search-count = { $n ->
    [one] Un resultado
   *[other] { $shown } resultados
}
search-first = Los primeros { $shown } resultados; hay más.
search-more = Hay más. Escriba algo más.
search-none = No se encontró nada para «{ $words }».
search-none-help = Pruebe con menos letras, con el principio de otra palabra o con el final de un número.

audit-action-recordings-expired = Grabaciones eliminadas al terminar su plazo
nav-keys = Claves de API

## The overview of a tenant
portal-attention = Requiere atención
portal-look = Ver
attention-reached-spend = Se alcanzó el límite de gasto mensual de { $cap }.
attention-reached-minutes = Se usaron los { $cap } minutos de este mes.
attention-blocked = Se rechazan las llamadas nuevas; las que están en curso continúan.
attention-refused = { $n ->
    [one] Se rechazó una llamada.
   *[other] Se rechazaron { $shown } llamadas.
}
attention-because-concurrency = Había demasiadas a la vez.
attention-because-inbound-share = Las líneas que quedaban se reservan para las llamadas entrantes.
attention-because-not-allowed = Esta cuenta no puede hacer llamadas.
attention-near-spend = Se ha usado el { $percent } % del límite de gasto mensual de { $cap }.
attention-near-minutes = Se ha usado el { $percent } % de los { $cap } minutos de este mes.
attention-pace = { $n ->
    [0] Al ritmo de esta semana, el límite se alcanza hoy.
    [one] Al ritmo de esta semana, el límite se alcanza mañana.
   *[other] Al ritmo de esta semana, el límite se alcanza en { $shown } días.
}
attention-invoice-unconfirmed = Factura { $number } de { $amount }: el banco pide que confirme el pago.
attention-invoice-failed = Factura { $number } de { $amount }: el pago no se pudo realizar.
attention-invoice-overdue = La factura { $number } de { $amount } está vencida.
attention-invoice-open = La factura { $number } de { $amount } está por pagar.
attention-card-ends = La tarjeta terminada en { $last4 } caduca en { $date }.
attention-card-over = La tarjeta terminada en { $last4 } está caducada ({ $date }).
attention-trial = El periodo de prueba termina el { $day }.
attention-trial-unpaid = El periodo de prueba termina el { $day } y aún no hay forma de pago.
attention-unplaced = { $n ->
    [one] Un número no tiene flujo de llamadas; las llamadas a ese número se rechazan.
   *[other] { $shown } números no tienen flujo de llamadas; las llamadas a esos números se rechazan.
}
attention-go-usage = Ver el consumo
attention-go-pay = Pagar
attention-go-confirm = Confirmar
attention-go-routing = Decidir qué ocurre
portal-first = Primeros pasos
portal-first-lead = Aún no ha llegado nada. Queda por hacer:
portal-step-team = Invite a las personas de su equipo
portal-step-extension = Añada una extensión para un teléfono
portal-step-flow = Decida qué encuentra quien llama
portal-step-card = Añada una tarjeta para pagar
portal-latest-calls = Últimas llamadas
portal-all-calls = Todas las llamadas

## Why a tenant is suspended
portal-suspended-spend = Se alcanzó el límite de gasto mensual de { $cap }. { $brand } puede aumentarlo y reactivar el servicio.
portal-suspended-minutes = Se usaron los { $cap } minutos de este mes. { $brand } puede aumentar el límite y reactivar el servicio.
portal-suspended-cap = Se alcanzó un límite del mes. { $brand } puede reactivar el servicio.
portal-suspended-unpaid = Hay algo por pagar. Cuando estén pagadas todas las facturas vencidas, el servicio continúa por sí solo.
portal-suspended-unpaid-others = Hay algo por pagar. Consulte a la persona que se ocupa de la facturación.
portal-suspended-trial = El periodo de prueba terminó y no hay forma de pago. Añada una tarjeta; después { $brand } puede reactivar el servicio.
portal-suspended-provider = { $brand } ha interrumpido el servicio y puede reactivarlo.
portal-see-plans = Ver los planes

## API keys
keys-title = Claves de API
keys-empty-title = Aún no hay claves
keys-empty = Con una clave, un programa puede leer y cambiar sus datos, hasta donde llegan sus permisos.
keys-name = Nombre
keys-name-help = Para qué es, de modo que la reconozca.
keys-scopes = Permisos
keys-scopes-help = Los menos posibles.
keys-scopes-count = { $n ->
    [one] 1 permiso
   *[other] { $shown } permisos
}
keys-everything = Todo
keys-made = Creada
keys-made-by = Creada por
keys-used = Último uso
keys-never = nunca
keys-state = Estado
keys-active = Activa
keys-expired = Caducada
keys-revoked = Revocada
keys-until = Hasta el { $day }
keys-begins = { $prefix }…
keys-begins-with = Empieza por
keys-environment = Entorno
keys-live = Real
keys-sandbox = Pruebas
keys-ends = Termina
keys-ends-never = Nunca por sí sola
keys-ends-days = { $n ->
    [one] Después de 1 día
   *[other] Después de { $shown } días
}
keys-new = Nueva clave
keys-add = Crear clave
keys-created = Se creó la clave «{ $name }».
keys-secret-title = El secreto de la clave
keys-secret-once = Cópielo ahora: se muestra solo esta vez. Quien lo tenga puede hacer todo lo que permite la clave.
keys-open = Abrir
keys-open-of = Abrir { $name }
keys-revoke = Revocar
keys-revoke-of = Revocar { $name }
keys-revoke-means = Los programas con esta clave se rechazan desde ahora. No se puede deshacer.
keys-revoke-button = Revocar { $name }
keys-revoked-now = Se revocó la clave.
key-scope-numbers-read = Ver los números
key-scope-numbers-write = Cambiar el nombre de llamada de los números
key-scope-extensions-read = Ver las extensiones
key-scope-extensions-write = Añadir, cambiar y eliminar extensiones
key-scope-agents-read = Ver los agentes
key-scope-agents-write = Añadir, cambiar y eliminar agentes
key-scope-telephony-read = Leer lo que necesita una centralita, incluidas las contraseñas SIP
key-scope-records-read = Ver flujos de llamadas, buzón de voz, dispositivos, contactos y grabaciones
key-scope-records-write = Añadirlos, cambiarlos y eliminarlos
key-scope-users-read = Ver el equipo
key-scope-users-write = Invitar, cambiar y quitar personas
key-scope-usage-read = Ver el consumo
key-scope-usage-write = Comunicar consumo y llamadas
key-scope-conversations-read = Ver las llamadas
key-scope-calls-write = Iniciar y terminar llamadas
key-scope-analytics-read = Ver las estadísticas
key-scope-billing-read = Ver el plan, las tarjetas y las facturas
key-scope-billing-write = Cambiar el plan, pagar, añadir tarjetas
key-scope-webhooks-read = Ver webhooks
key-scope-webhooks-write = Configurar webhooks

## Settings of a tenant
settings-tab-general = General
settings-tab-recording = Grabación
settings-tab-routing = Destino de las llamadas
settings-tab-notifications = Notificaciones
settings-tab-account = Cuenta
settings-name = Nombre
settings-name-help = El que aparece en páginas y correos, y en las facturas si para ellas no se indica otro.
settings-change = Cambiar
settings-recording-lead = Vale para todas las llamadas desde ahora. Según la ley, quien llama puede tener que saberlo.
settings-recorded = Qué llamadas se graban
settings-recorded-none = Ninguna
settings-recorded-inbound = Las entrantes
settings-recorded-outbound = Las salientes
settings-recorded-all = Todas
settings-announced = Decir al principio que la llamada se graba
settings-announced-yes = Sí
settings-announced-no = No
settings-keep-days = Conservar las grabaciones durante estos días
settings-keep-days-help = Las más antiguas se eliminan cada noche, con sus transcripciones. Vacío: se conservan.
settings-keep-sure = Eliminarlas la próxima noche. No se puede deshacer.
settings-routing-lead = Lo que encuentra quien llama lo decide el flujo de llamadas del número. Esto es para los números que no están en ningún flujo.
settings-unplaced = Una llamada a uno de esos números
settings-unplaced-reject = se rechaza
settings-unplaced-announce = oye un mensaje
settings-unplaced-ring = suena en una extensión
settings-unplaced-voicemail = va a un buzón de voz
settings-message = Mensaje
settings-message-help = Se lee a quien llama, si se elige un mensaje.
settings-extension = Extensión
settings-extension-help = Si se elige una extensión.
settings-voicemail-box = Buzón de voz
settings-voicemail-box-help = Si se elige un buzón de voz.
settings-target-none = ninguno
settings-alerts = Avisos sobre los límites
settings-alerts-help = Direcciones, una por línea, que reciben un correo cuando un límite está cerca o se alcanza. Si no hay ninguna, lo recibe { $brand }.
settings-invoices = Facturas
settings-invoices-go = Se envían a { $email }.
settings-invoices-nowhere = No hay una dirección para ellas; se envían al propietario.
settings-own-mails = Correos para usted
settings-own-mails-lead = Usted elige qué correos recibe.
settings-own-mails-go = Sus notificaciones
settings-sign-in = Su inicio de sesión
settings-sign-in-lead = Contraseña, segundo factor y dónde tiene la sesión abierta.
settings-sign-in-go = Su cuenta
settings-export-lead = Llamadas, consumo, contactos, facturas y todo lo demás en archivos.
settings-close = Cerrar la cuenta
settings-close-means = Las llamadas terminan y, a los 90 días, se borran todos los datos. Hasta entonces la cuenta se puede volver a abrir.
settings-close-mail = Escriba a { $brand } a { $email }, que la cierra por usted.
settings-close-ask = { $brand } la cierra por usted.
settings-close-go = Pedirlo por correo
settings-close-subject = Cerrar la cuenta { $name }

## Data to take along
export-title = Llevarse los datos
export-lists = Listas
export-lead = Cada una es un archivo CSV, que abre cualquier hoja de cálculo.
export-until = Cada una es un archivo CSV, que abre cualquier hoja de cálculo. Todos los datos se borran el { $day }; descargue antes lo que quiera conservar.
export-usage = Consumo { $year }
export-papers = Facturas en PDF
export-download = { $name } en { $format }

audit-action-mail-settings-updated = Servidor de correo configurado
audit-action-mail-settings-removed = Servidor de correo quitado
audit-action-mail-settings-tested = Servidor de correo probado
audit-action-user-notifications-changed = Elección de correos cambiada

## Which mails somebody gets
notifications-title = Sus correos
notifications-lead = ¿Qué correos quiere recibir en { $email }?
notifications-usage = Uso
notifications-usage-means = Un límite está cerca o se ha alcanzado.
notifications-billing = Facturas y pagos
notifications-billing-means = Una factura nueva, un pago recibido o fallido, un abono.
notifications-transfers = Traspasos
notifications-transfers-means = Se le ofrece un cliente o se responde a una oferta suya.
notifications-tenants = Servicio
notifications-tenants-means = El servicio está suspendido o vuelve a funcionar, termina una prueba, se van a borrar datos.
notifications-digest = Resumen semanal
notifications-digest-means = Los lunes por la mañana: llamadas, minutos e importes de la semana anterior.
notifications-always = Las invitaciones, las contraseñas nuevas y los avisos sobre su inicio de sesión se envían siempre.
notifications-none = Aquí no hay correos para usted que se puedan desactivar.
notifications-saved = Guardado.
unsubscribe-title = Resumen semanal
unsubscribe-lead = Recibe un resumen los lunes por la mañana. ¿No quiere recibir más?
unsubscribe-button = No enviar más
unsubscribe-done = No recibirá más resúmenes semanales.
unsubscribe-choices = Elegir sus correos

## What is counted
meter-name-llm-input-tokens = Entrada del LLM
meter-name-llm-output-tokens = Salida del LLM
meter-name-tts-characters = Síntesis de voz
meter-name-stt-seconds = Reconocimiento de voz
meter-name-inbound-minutes = Llamadas entrantes
meter-name-outbound-minutes = Llamadas salientes
meter-name-numbers = Números de teléfono
search-failed = La búsqueda no responde. Pulse Intro para abrir su página.
audit-group-rates = Tarifas
audit-group-hook = Hooks entrantes
audit-group-webhook = Webhooks
audit-action-webhook-created = Webhook creado
audit-action-webhook-updated = Webhook modificado
audit-action-webhook-deleted = Webhook eliminado
audit-action-webhook-secret-rotated = Secreto de un webhook renovado
audit-action-webhook-tested = Webhook probado
audit-action-webhook-replayed = Webhook reenviado
audit-action-webhook-disabled = Webhook desactivado automáticamente

## Webhooks
nav-webhooks = Webhooks
webhooks-title = Webhooks
webhooks-lead = Cuando ocurre algo aquí, sus propios sistemas pueden saberlo al momento: enviamos un mensaje firmado a una dirección suya.
webhooks-empty-title = Aún no hay webhooks
webhooks-empty = Añada la dirección de un sistema que quiera saber qué ocurre.
webhook-new = Nuevo webhook
webhook-add = Añadir webhook
webhook-url = Dirección
webhook-url-help = Empieza por https://, como https://hooks.example.com/voice.
webhook-description = Para qué sirve
webhook-events = Qué se le comunica
webhook-events-all = Todo
webhook-events-some = Solo lo marcado
webhook-state = Estado
webhook-on = Activo
webhook-off = Desactivado
webhook-failing = Con errores
webhook-failing-since = desde { $at }
webhook-off-by-hand = desactivado a mano
webhook-off-failing = cinco días sin aceptar nada
webhook-off-gone = respondió que ya no existe
webhook-secret-title = Su secreto
webhook-secret-once = Se muestra solo esta vez. Con él su sistema comprueba que un mensaje es nuestro (Standard Webhooks).
webhook-test = Enviar una prueba
webhook-tested = La prueba está en camino.
webhook-switch-off = Desactivar
webhook-switch-on = Activar
webhook-switched-on = Está activo de nuevo.
webhook-switched-off = Está desactivado. Lo pendiente no se envía; puede reenviarlo más tarde.
webhook-created = Se añadió el webhook. Guarde su secreto.
webhook-deleted = Se eliminó el webhook.
webhook-edit = Cambiar dirección o eventos
webhook-renew = Renovar el secreto
webhook-renew-means = Durante un día los mensajes se firman con ambos, para que no se pierda nada al cambiarlo.
webhook-former-until = El anterior firma hasta { $at }.
webhook-renew-button = Crear un secreto nuevo
webhook-delete = Eliminar este webhook
webhook-delete-means = No se le envía nada más y se olvida lo enviado.
webhook-delete-button = Eliminar webhook
webhook-deliveries = Lo enviado
webhook-no-deliveries-title = No hay nada aquí
webhook-no-deliveries = Lo que ocurra a partir de ahora aparece aquí durante treinta días.
webhook-all = Todo
webhook-waiting = En espera
webhook-delivered = Entregado
webhook-failed = Fallido
webhook-next = próximo intento { $at }
webhook-event = Evento
webhook-attempts = Intentos
webhook-answer = Respuesta
webhook-replay = Reenviar
webhook-replay-of = Reenviar { $event }
webhook-replay-since = Fallidos desde
webhook-replay-all = Reenviar todos
webhook-id = Mensaje
webhook-body = Lo enviado
webhook-trouble-unknown-host = ese servidor no existe
webhook-trouble-private-host = el servidor no está en la internet pública
webhook-trouble-certificate = su certificado no es válido
webhook-trouble-unreachable = no responde
webhook-trouble-late = no respondió a tiempo
webhook-trouble-off = se desactivó
webhook-trouble-no-secret = su secreto ya no se puede leer: renuévelo
webhook-took = { $ms } ms
webhook-group-tenant = Clientes
webhook-group-transfer = Traspasos
webhook-group-phone-number = Números de teléfono
webhook-group-extension = Extensiones
webhook-group-agent = Agentes
webhook-group-usage = Uso y límites
webhook-group-subscription = Suscripciones
webhook-group-invoice = Facturas
webhook-group-payment = Pagos
webhook-group-people = Personas
webhook-group-domain = Dominio
webhook-events-count = { $n ->
    [one] un evento
   *[other] { $shown } eventos
}
webhook-deliveries-count = { $n ->
    [one] un mensaje
   *[other] { $shown } mensajes
}
webhook-replayed = { $n ->
    [one] Se reenvía un mensaje.
   *[other] Se reenvían { $shown } mensajes.
}
