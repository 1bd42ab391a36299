# Mails: complete in every language.

## Mail
mail-hello = Hola, { $name }:
mail-questions = ¿Preguntas? Escriba a
mail-invitation-subject = Su invitación a { $place }
mail-invitation-body = { $by } le envió una invitación a { $place }. Su cuenta con { $brand } está lista; solo falta elegir una contraseña.
mail-invitation-link = Abra este enlace:
mail-invitation-button = Elegir contraseña
mail-invitation-until = El enlace sirve una sola vez, hasta el { $until }.
mail-invitation-unexpected = Si no esperaba este mensaje, puede ignorarlo. No pasa nada mientras no abra el enlace.
mail-transfer-offered-subject = Se le ofrece { $place }
mail-transfer-offered-body = Otro proveedor quiere traspasarle su cliente { $place }. Puede aceptarlo o rechazarlo hasta el { $day }.
mail-transfer-offered-button = Ver la oferta
mail-transfer-accepted-subject = Se traspasó { $place }
mail-transfer-accepted-body = Su oferta fue aceptada: { $place } ya está con su nuevo proveedor. Las facturas, los informes y el registro hasta ahora se quedan con usted.
mail-transfer-accepted-button = Ver los traspasos
mail-transfer-rejected-subject = Se rechazó el traspaso de { $place }
mail-transfer-rejected-body = La otra parte ha rechazado el traspaso de { $place }. El cliente se queda con usted.
mail-transfer-rejected-button = Ver los traspasos
mail-transfer-expired-subject = El traspaso de { $place } ha caducado
mail-transfer-expired-body = Nadie ha aceptado el traspaso de { $place } en 14 días. El cliente se queda con usted.
mail-transfer-expired-button = Ver los traspasos
mail-tenant-transferred-subject = { $place } está ahora con { $brand }
mail-tenant-transferred-body = { $place } ha cambiado de proveedor: a partir de ahora lo atiende { $brand }. Inicie sesión aquí, con el correo y la contraseña de siempre.
mail-tenant-transferred-button = Iniciar sesión
mail-staff-added-subject = Ya forma parte del equipo de { $brand }
mail-staff-added-body = Ya puede abrir el panel de { $brand } con la cuenta que tiene.
mail-staff-added-button = Abrir
mail-access-granted-subject = Ya tiene acceso a { $place }
mail-access-granted-body = Ya puede abrir { $place } con la cuenta de { $brand } que tiene.
mail-access-granted-button = Abrir
mail-tenant-suspended-subject = El servicio de { $place } está suspendido
mail-tenant-suspended-body = El servicio de { $place } está suspendido: no entran ni salen llamadas. No se pierde nada; los números, los ajustes y las grabaciones se conservan.
mail-tenant-suspended-button = Ver qué significa
mail-usage-spend-subject = { $place }: { $percent } % del límite de gasto mensual
mail-usage-spend-body = { $place } ha consumido { $used } de su límite mensual de { $cap }. { $action ->
    [notify_only] Las llamadas continúan como hasta ahora.
    [block_new_calls] Las llamadas nuevas se rechazan hasta que se amplíe el límite o termine el mes.
    [suspend] El servicio está suspendido.
   *[none] Las llamadas continúan como hasta ahora.
}
mail-usage-spend-button = Ver el consumo
mail-usage-minutes-subject = { $place }: { $percent } % de los minutos del mes
mail-usage-minutes-body = { $place } ha consumido { $used } de sus { $cap } minutos de este mes. { $action ->
    [notify_only] Las llamadas continúan como hasta ahora.
    [block_new_calls] Las llamadas nuevas se rechazan hasta que se amplíe el límite o termine el mes.
    [suspend] El servicio está suspendido.
   *[none] Las llamadas continúan como hasta ahora.
}
mail-usage-minutes-button = Ver el consumo
mail-usage-agents-subject = { $place }: { $percent } % de sus agentes
mail-usage-agents-body = { $place } tiene { $used } de los { $cap } agentes que puede tener.
mail-usage-agents-button = Ver los agentes
mail-usage-numbers-subject = { $place }: { $percent } % de sus números de teléfono
mail-usage-numbers-body = { $place } tiene { $used } de los { $cap } números de teléfono que puede tener.
mail-usage-numbers-button = Ver los números
mail-usage-extensions-subject = { $place }: { $percent } % de sus extensiones
mail-usage-extensions-body = { $place } tiene { $used } de las { $cap } extensiones que puede tener.
mail-usage-extensions-button = Ver las extensiones
mail-tenant-reactivated-subject = { $place } vuelve a tener servicio
mail-tenant-reactivated-body = El servicio de { $place } vuelve a funcionar. No tiene que hacer nada.
mail-tenant-reactivated-button = Abrir
mail-trial-ending-subject = El periodo de prueba de { $place } termina el { $day }
mail-trial-ending-body = Su periodo de prueba con { $brand } dura hasta el { $day }. Para que las llamadas sigan funcionando después, compruebe que haya un método de pago configurado.
mail-trial-ending-button = Abrir su cuenta
mail-purge-coming-subject = Los datos de { $place } se borrarán el { $day }
mail-purge-coming-body = Usted canceló { $place }. El { $day } se borrarán para siempre todos sus datos: llamadas, grabaciones, transcripciones, mensajes de voz y contactos. Hasta entonces se puede restaurar.
mail-purge-coming-button = Ver los clientes cancelados

## What billing refuses
mail-invoice-issued-subject = Factura { $number } de { $brand }
mail-invoice-issued-body = Su factura { $number } por { $amount } está lista. Vence el { $day }.
mail-invoice-issued-button = Ver la factura
mail-payment-received-subject = Pago recibido de la factura { $number }
mail-payment-received-body = Gracias. Hemos recibido su pago de { $amount } por la factura { $number }.
mail-payment-received-button = Ver la factura
mail-payment-failed-subject = Falló el pago de la factura { $number }
mail-payment-failed-body = No se pudieron cobrar { $amount } a su tarjeta por la factura { $number }. No se hizo ningún cargo. Revise la tarjeta o añada otra; lo intentaremos de nuevo en unos días.
mail-payment-failed-button = Pagar la factura
mail-payment-action-subject = Confirme el pago de la factura { $number }
mail-payment-action-body = Su banco le pide que confirme el pago de { $amount } por la factura { $number }. Sin esa confirmación, el pago quedará sin efecto a los tres días.
mail-payment-action-button = Confirmar el pago
mail-invoice-overdue-subject = La factura { $number } está vencida
mail-invoice-overdue-body = La factura { $number } por { $amount } venció el { $day } y no está pagada. Le rogamos que la pague para que el servicio continúe.
mail-invoice-overdue-button = Pagar la factura
mail-credit-note-subject = Abono en la factura { $number }
mail-credit-note-body = { $brand } ha abonado { $amount } de su factura { $number }. { $rest ->
    [open] De ella aún quedan { $open } por pagar.
    [card] El importe se devuelve a su tarjeta.
    [wallet] El importe está en su saldo y se usará para pagar su próxima factura.
   *[none] Ya no queda nada por pagar de ella.
}
mail-credit-note-button = Ver la factura

## One's own sign-in
mail-reset-subject = Elija una contraseña nueva para { $brand }
mail-reset-body = Usted, u otra persona, pidió una contraseña nueva para su cuenta con { $brand }. Elíjala con este enlace antes de una hora.
mail-reset-button = Elegir contraseña nueva
mail-reset-unexpected = Si no fue usted, no haga nada: su contraseña queda como está.
mail-password-changed-subject = Se cambió su contraseña
mail-password-changed-body = Se cambió la contraseña de su cuenta con { $brand } y se cerraron sus otras sesiones. Si no fue usted, elija de inmediato una contraseña nueva y avísenos.
mail-password-changed-button = Ver su cuenta
mail-totp-on-subject = Se configuró una aplicación de autenticación
mail-totp-on-body = A partir de ahora, su cuenta con { $brand } pide un código de una aplicación de autenticación. Si no fue usted, avísenos de inmediato.
mail-totp-on-button = Ver su cuenta
mail-totp-off-subject = Se quitó su aplicación de autenticación
mail-totp-off-body = Su cuenta con { $brand } ya no pide códigos de una aplicación de autenticación. Si no fue usted, elija de inmediato una contraseña nueva y avísenos.
mail-totp-off-button = Ver su cuenta
mail-recovery-codes-renewed-subject = Se crearon códigos de recuperación nuevos
mail-recovery-codes-renewed-body = Se crearon códigos de recuperación nuevos para su cuenta con { $brand }; los anteriores ya no funcionan. Si no fue usted, elija de inmediato una contraseña nueva y avísenos.
mail-recovery-codes-renewed-button = Ver su cuenta
mail-recovery-code-used-subject = Se usó un código de recuperación
mail-recovery-code-used-body = Alguien inició sesión en su cuenta con { $brand } con un código de recuperación. Si no fue usted, elija de inmediato una contraseña nueva y avísenos.
mail-recovery-code-used-button = Ver su cuenta
mail-passkey-added-subject = Se añadió una llave de acceso
mail-passkey-added-body = Se añadió una llave de acceso a su cuenta con { $brand }. Si no fue usted, quítela, elija una contraseña nueva y avísenos.
mail-passkey-added-button = Ver su cuenta
mail-passkey-removed-subject = Se quitó una llave de acceso
mail-passkey-removed-body = Se quitó una llave de acceso de su cuenta con { $brand }. Si no fue usted, elija de inmediato una contraseña nueva y avísenos.
mail-passkey-removed-button = Ver su cuenta
mail-second-factor-taken-away-subject = Se restableció su segundo factor
mail-second-factor-taken-away-body = Una persona que atiende { $brand } ha quitado su aplicación de autenticación, sus códigos de recuperación y sus llaves de acceso. Inicie sesión con su contraseña y configure otros nuevos. Si no lo pidió usted, avísenos de inmediato.
mail-second-factor-taken-away-button = Iniciar sesión
mail-new-sign-in-subject = Nuevo inicio de sesión en su cuenta
mail-new-sign-in-body = Alguien inició sesión en su cuenta con { $brand } desde { $device } (dirección { $address }), algo que no habíamos visto antes. Si fue usted, no tiene que hacer nada. Si no, elija de inmediato una contraseña nueva y avísenos.
mail-new-sign-in-button = Ver su cuenta

## Whose server sends
mail-server-test-subject = Mensaje de prueba de { $brand }
mail-server-test-body = Su propio servidor de correo ha aceptado este mensaje. Los correos de { $brand } salen por él.
mail-server-test-button = Ver los ajustes

## Weekly summary
mail-digest-subject = { $place }: del { $from } al { $to }
mail-digest-lead = Así fue la semana del { $from } al { $to } en { $place }.
mail-digest-calls = Llamadas
mail-digest-minutes = Minutos
mail-digest-revenue = Ingresos
mail-digest-spend = Gastos
mail-digest-before = { $before } la semana anterior
mail-digest-new = Clientes nuevos
mail-digest-suspended = Clientes suspendidos
mail-digest-month = En lo que va de mes
mail-digest-cap = de { $cap } como máximo
mail-digest-attention = Lo primero que conviene ver
mail-digest-blocked = { $place }: se alcanzó un límite mensual y se rechazan las llamadas nuevas.
mail-digest-reached = { $place }: se alcanzó un límite mensual.
mail-digest-is-suspended = { $place } está suspendido.
mail-digest-near = { $place }: se ha usado el { $percent } % de un límite mensual.
mail-digest-trial = { $place }: la prueba termina el { $day }.
mail-digest-waiting = { $place }: la invitación aún no se ha aceptado.
mail-digest-more =
    { $n ->
        [one] y uno más
       *[other] y { $shown } más
    }
mail-digest-button = Ver más
mail-digest-off = Recibe este resumen los lunes por la mañana.
mail-digest-off-link = No enviar más
mail-domain-failing-subject = { $host } pronto dejará de ser suyo aquí
mail-domain-failing-body = El registro DNS por el que { $host } es suyo falta o dice otra cosa. Por ahora, los enlaces de los correos llevan a su otra dirección. Si el registro no vuelve antes del { $day }, dejará de mostrarse contenido suyo en { $host }.
mail-domain-failing-button = Ver el registro
mail-domain-unreachable-subject = No se puede acceder a { $host }
mail-domain-unreachable-body = Desde hace seis horas nadie ha podido abrir sus páginas en { $host }. Los enlaces de los correos llevan a su otra dirección hasta que vuelva a responder.
mail-domain-unreachable-button = Ver qué se encontró
mail-domain-lost-subject = { $host } ya no lleva a sus páginas
mail-domain-lost-body = El registro DNS por el que { $host } era suyo falta desde hace tres días, o alguien ha demostrado que el nombre es suyo. Ya no se muestra nada suyo en él. Su otra dirección funciona como siempre; escriba de nuevo el registro y el dominio volverá.
mail-domain-lost-button = Ver el registro
mail-passkeys-left-subject = Vuelva a configurar sus llaves de acceso
mail-passkeys-left-body = { $place } se ha pasado a { $brand }, y las llaves de acceso solo valen en la dirección para la que se crearon. Inicie sesión con su contraseña y un código de recuperación, y cree otras nuevas.
mail-passkeys-left-button = Iniciar sesión
mail-webhook-disabled-subject = Su webhook se ha desactivado
mail-webhook-disabled-body = Durante cinco días { $url } no aceptó nada de lo que enviamos, o respondió que ya no existe. No se le envía nada más. Lo que no recibió se guarda treinta días: actívelo de nuevo y vuelva a enviarlo.
mail-webhook-disabled-button = Ver qué ocurrió
