"""The words of the papers in three languages, and how figures and days are written in each. Pure; no Django.

The English sentence is the key. What is kept in a snapshot is not yet written out: ``{"on": "2027-03-24"}`` is
a day, ``{"from": …, "to": …}`` a window, ``{"amount": …, "currency": …}`` money, ``{"say": …, "with": …}`` a
sentence of this table; older snapshots hold strings and read as they were written.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from babel.dates import format_interval, format_skeleton
from babel.numbers import get_currency_symbol, parse_decimal

from kernel.money import Money, format_money

LOCALES = {"en": "en_US", "de": "de_DE", "es": "es_US"}


class Said(NamedTuple):
    """One sentence in the languages beside English."""

    de: str
    es: str


WORDS: dict[str, Said] = {
    # ---- names of papers
    "Quote": Said("Angebot", "Presupuesto"),
    "Fleet quote": Said("Flottenangebot", "Presupuesto de flota"),
    "Price sheet": Said("Preisblatt", "Hoja de precios"),
    "Order confirmation": Said("Auftragsbestätigung", "Confirmación del pedido"),
    "Change order": Said("Änderungsbestätigung", "Orden de cambio"),
    "Receipt": Said("Quittung", "Recibo"),
    "Deposit receipt": Said("Anzahlungsquittung", "Recibo del anticipo"),
    "Handover record": Said("Übergabeprotokoll", "Acta de entrega"),
    "Cancellation statement": Said("Stornoabrechnung", "Liquidación de la cancelación"),
    "Build sheet": Said("Bauvorgabe", "Hoja de fabricación"),
    "Inspection record": Said("Prüfprotokoll vor Übergabe", "Acta de inspección previa"),
    # ---- the frame
    "Order {number}": Said("Auftrag {number}", "Pedido {number}"),
    "quote {number}": Said("Angebot {number}", "presupuesto {number}"),
    "{title} for order {number}": Said(
        "{title} zum Auftrag {number}", "{title} del pedido {number}"
    ),
    "page": Said("Seite", "página"),
    "of": Said("von", "de"),
    "Customer": Said("Kunde", "Cliente"),
    "Vehicle": Said("Fahrzeug", "Vehículo"),
    "Your contact: {name}": Said("Ihr Kontakt: {name}", "Su contacto: {name}"),
    "unit {unit} of {size} of fleet {number}": Said(
        "Fahrzeug {unit} von {size} der Flotte {number}",
        "unidad {unit} de {size} de la flota {number}",
    ),
    "ship to {place}": Said("Lieferung an {place}", "enviar a {place}"),
    "For the dealership only": Said("Nur für das Autohaus", "Solo para el concesionario"),
    "Built for {market}": Said("Gebaut für {market}", "Fabricado para {market}"),
    "Documents the car needs there: {names}.": Said(
        "Unterlagen, die das Auto dort braucht: {names}.",
        "Documentos que el vehículo necesita allí: {names}.",
    ),
    # ---- price lines
    "Price": Said("Preis", "Precio"),
    "Options": Said("Ausstattung", "Opciones"),
    "Incentives": Said("Herstellerprämien", "Incentivos"),
    "Destination": Said("Überführung", "Transporte"),
    "Special requests": Said("Sonderwünsche", "Peticiones especiales"),
    "Accessories": Said("Zubehör", "Accesorios"),
    "Discount": Said("Nachlass", "Descuento"),
    "Dealer fees": Said("Gebühren des Autohauses", "Cargos del concesionario"),
    "Taxes": Said("Steuern", "Impuestos"),
    "Registration": Said("Zulassung", "Matriculación"),
    "Trade-in": Said("Inzahlungnahme", "Vehículo a cuenta"),
    "Owed on the trade-in": Said(
        "Noch offen auf die Inzahlungnahme", "Saldo pendiente del vehículo a cuenta"
    ),
    "Included": Said("Inbegriffen", "Incluido"),
    "Set at delivery": Said("Wird bei Auslieferung festgelegt", "Se fija en la entrega"),
    "Code": Said("Code", "Código"),
    "What": Said("Posten", "Concepto"),
    "From": Said("Herkunft", "Origen"),
    "Amount": Said("Betrag", "Importe"),
    "Sum": Said("Summe", "Suma"),
    "Total, taxes and fees included": Said(
        "Gesamtpreis einschließlich Steuern und Gebühren", "Total, impuestos y cargos incluidos"
    ),
    "Deposit with the order": Said("Anzahlung bei Bestellung", "Anticipo con el pedido"),
    "Due at handover": Said("Fällig bei Übergabe", "A pagar en la entrega"),
    "agreed by {name} on {day}.": Said(
        "vereinbart mit {name} am {day}.", "acordado por {name} el {day}."
    ),
    "Fitted by {name}.": Said("Eingebaut von {name}.", "Montado por {name}."),
    "Conditions: {text}": Said("Bedingungen: {text}", "Condiciones: {text}"),
    # ---- journal export
    "Journal export": Said("Journalausgabe", "Exportación del diario"),
    "Export {number}": Said("Ausgabe {number}", "Exportación {number}"),
    "made by {name}": Said("erstellt von {name}", "hecha por {name}"),
    "entries: {count}": Said("Buchungen: {count}", "asientos: {count}"),
    "The entries stand in the exported file; they are too many for a paper.": Said(
        "Die Buchungen stehen in der ausgegebenen Datei; für ein Papier sind es zu viele.",
        "Los asientos están en el archivo exportado; son demasiados para un papel.",
    ),
    "Sums by account": Said("Summen je Konto", "Sumas por cuenta"),
    "Account": Said("Konto", "Cuenta"),
    "Debit": Said("Soll", "Debe"),
    "Credit": Said("Haben", "Haber"),
    "Entries": Said("Buchungen", "Asientos"),
    "Entry": Said("Buchung", "Asiento"),
    "Order and account": Said("Auftrag und Konto", "Pedido y cuenta"),
    "SHA-256 of the exported file: {mark}": Said(
        "SHA-256 der ausgegebenen Datei: {mark}", "SHA-256 del archivo exportado: {mark}"
    ),
    # ---- quote
    "This price is valid until {day}.": Said(
        "Dieser Preis gilt bis {day}.", "Este precio es válido hasta el {day}."
    ),
    "By the month": Said("Im Monat", "Al mes"),
    "Loan: about {monthly} a month for {months} months at {apr}% APR, {down} down.": Said(
        "Kredit: etwa {monthly} im Monat für {months} Monate bei {apr} % effektivem Jahreszins, "
        "{down} Anzahlung.",
        "Préstamo: unos {monthly} al mes durante {months} meses al {apr} % TAE, {down} de entrada.",
    ),
    "Lease: about {monthly} a month for {months} months, nothing down, money factor {factor} "
    "({apr}% a year), residual value {residual}.": Said(
        "Leasing: etwa {monthly} im Monat für {months} Monate, ohne Anzahlung, Geldfaktor {factor} "
        "({apr} % im Jahr), Restwert {residual}.",
        "Arrendamiento: unos {monthly} al mes durante {months} meses, sin entrada, factor {factor} "
        "({apr} % anual), valor residual {residual}.",
    ),
    "Examples over the whole price, no offer: the lender decides.": Said(
        "Beispiele über den ganzen Preis, kein Angebot: Der Kreditgeber entscheidet.",
        "Ejemplos sobre el precio completo, no son una oferta: decide la entidad financiera.",
    ),
    "Priced on the catalogue release “{release}”, specification {number}.": Said(
        "Preise aus der Katalogausgabe „{release}“, Spezifikation {number}.",
        "Precios de la edición de catálogo «{release}», especificación {number}.",
    ),
    "SHA-256 of this price sheet: {mark}": Said(
        "SHA-256 dieses Preisblatts: {mark}", "SHA-256 de esta hoja de precios: {mark}"
    ),
    "Fleet {number}, {size} units. These prices are valid until {day}.": Said(
        "Flotte {number}, {size} Fahrzeuge. Diese Preise gelten bis {day}.",
        "Flota {number}, {size} unidades. Estos precios son válidos hasta el {day}.",
    ),
    "Each unit is an order of its own; its quote lists every line.": Said(
        "Jedes Fahrzeug ist ein eigener Auftrag; sein Angebot nennt jede Zeile.",
        "Cada unidad es un pedido propio; su presupuesto detalla cada línea.",
    ),
    "Unit": Said("Nr.", "Unidad"),
    "Order": Said("Auftrag", "Pedido"),
    "Label": Said("Bezeichnung", "Etiqueta"),
    "Ship to": Said("Lieferung an", "Enviar a"),
    "Specification": Said("Spezifikation", "Especificación"),
    "Total": Said("Gesamt", "Total"),
    "All units": Said("Alle Fahrzeuge", "Todas las unidades"),
    # ---- order and change
    "Way of the car": Said("Weg des Autos", "Ruta del vehículo"),
    "Handed over": Said("Übergabe", "Lugar de entrega"),
    "We promise delivery": Said("Wir sagen die Lieferung zu", "Prometemos la entrega"),
    "What you ordered": Said("Was Sie bestellt haben", "Lo que ha pedido"),
    "Terms": Said("Bedingungen", "Condiciones"),
    "Clauses of the law": Said("Gesetzliche Klauseln", "Cláusulas legales"),
    "Signature of {name}": Said("Unterschrift von {name}", "Firma de {name}"),
    "Signed by {name} on {day}.": Said(
        "Unterschrieben von {name} am {day}.", "Firmado por {name} el {day}."
    ),
    "SHA-256 of the signature: {mark}": Said(
        "SHA-256 der Unterschrift: {mark}", "SHA-256 de la firma: {mark}"
    ),
    "SHA-256 of the price sheet: {mark}": Said(
        "SHA-256 des Preisblatts: {mark}", "SHA-256 de la hoja de precios: {mark}"
    ),
    "Change {number} of your order is confirmed. The rest stays as it was ordered.": Said(
        "Änderung {number} Ihres Auftrags ist bestätigt. Alles andere bleibt, wie bestellt.",
        "El cambio {number} de su pedido está confirmado. Lo demás queda como se pidió.",
    ),
    "About": Said("Betrifft", "Sobre"),
    "Ordered": Said("Bestellt", "Pedido"),
    "Becomes": Said("Wird zu", "Pasa a ser"),
    "Difference": Said("Unterschied", "Diferencia"),
    "Difference, taxes included": Said("Unterschied einschließlich Steuern", "Diferencia, impuestos incluidos"),
    "no difference": Said("kein Unterschied", "sin diferencia"),
    "Price before": Said("Preis vorher", "Precio anterior"),
    "Fee for the change, included": Said(
        "Gebühr für die Änderung, enthalten", "Cargo por el cambio, incluido"
    ),
    "New price, taxes and fees included": Said(
        "Neuer Preis einschließlich Steuern und Gebühren",
        "Precio nuevo, impuestos y cargos incluidos",
    ),
    "Delivery": Said("Lieferung", "Entrega"),
    "stays as it was": Said("bleibt wie bisher", "queda como estaba"),
    "1 day later": Said("1 Tag später", "1 día más tarde"),
    "1 day sooner": Said("1 Tag früher", "1 día antes"),
    "{count} days later": Said("{count} Tage später", "{count} días más tarde"),
    "{count} days sooner": Said("{count} Tage früher", "{count} días antes"),
    # ---- money
    "We received your payment. Thank you.": Said(
        "Wir haben Ihre Zahlung erhalten. Vielen Dank.", "Hemos recibido su pago. Muchas gracias."
    ),
    "We received your deposit. Thank you.": Said(
        "Wir haben Ihre Anzahlung erhalten. Vielen Dank.",
        "Hemos recibido su anticipo. Muchas gracias.",
    ),
    "Received on": Said("Erhalten am", "Recibido el"),
    "Paid by": Said("Bezahlt per", "Pagado con"),
    "Card": Said("Karte", "Tarjeta"),
    "Bank transfer": Said("Überweisung", "Transferencia bancaria"),
    "Cheque": Said("Scheck", "Cheque"),
    "Cash": Said("Bargeld", "Efectivo"),
    "Reference": Said("Referenz", "Referencia"),
    "Price of the vehicle order": Said("Preis des Fahrzeugauftrags", "Precio del pedido"),
    "Your order was cancelled on {day}.": Said(
        "Ihr Auftrag wurde am {day} storniert.", "Su pedido se canceló el {day}."
    ),
    "Deposit paid": Said("Gezahlte Anzahlung", "Anticipo pagado"),
    "Kept by the terms": Said("Einbehalten nach den Bedingungen", "Retenido según las condiciones"),
    "{what}, begun before the cancellation": Said(
        "{what}, vor der Stornierung begonnen", "{what}, iniciado antes de la cancelación"
    ),
    "Still to be paid": Said("Noch zu zahlen", "Pendiente de pago"),
    "Refunded": Said("Erstattet", "Reembolsado"),
    "The cause is not the customer's: full refund.": Said(
        "Die Ursache liegt nicht beim Kunden: volle Erstattung.",
        "La causa no es del cliente: reembolso íntegro.",
    ),
    "The factory had not accepted it: full refund.": Said(
        "Das Werk hatte den Auftrag noch nicht angenommen: volle Erstattung.",
        "La fábrica aún no lo había aceptado: reembolso íntegro.",
    ),
    "Refund less the handling fee.": Said(
        "Erstattung abzüglich der Bearbeitungsgebühr.", "Reembolso menos los gastos de gestión."
    ),
    "Inside the frozen zone the deposit is kept.": Said(
        "Der Bau ist schon festgelegt: Die Anzahlung wird einbehalten.",
        "La fabricación ya está fijada: se retiene el anticipo.",
    ),
    # ---- the car
    "Handed over on": Said("Übergeben am", "Entregado el"),
    "Place": Said("Ort", "Lugar"),
    "VIN": Said("Fahrgestellnummer (VIN)", "Número de bastidor (VIN)"),
    "Factory reference": Said("Werksnummer", "Referencia de fábrica"),
    "Odometer": Said("Tachostand", "Odómetro"),
    "Keys": Said("Schlüssel", "Llaves"),
    "Notes": Said("Anmerkungen", "Notas"),
    "Equipment": Said("Ausstattung", "Equipamiento"),
    "took the vehicle as described.": Said(
        "hat das Fahrzeug wie beschrieben übernommen.", "recibió el vehículo según se describe."
    ),
    "Checked by {name} on {day}: it can be built as sold.": Said(
        "Geprüft von {name} am {day}: Es kann gebaut werden, wie es verkauft wurde.",
        "Revisado por {name} el {day}: se puede fabricar como se vendió.",
    ),
    "Quoted": Said("Angeboten", "Presupuestado"),
    "Sent to the factory": Said("Ans Werk geschickt", "Enviado a fábrica"),
    "same": Said("gleich", "igual"),
    "Market": Said("Markt", "Mercado"),
    "SHA-256 of specification {number}: {mark}": Said(
        "SHA-256 der Spezifikation {number}: {mark}", "SHA-256 de la especificación {number}: {mark}"
    ),
    "Inspection on {day} by {name}": Said("Prüfung am {day} durch {name}", "Inspección del {day} por {name}"),
    "Passed": Said("Bestanden", "Aprobada"),
    "Not passed": Said("Nicht bestanden", "No aprobada"),
    "Point": Said("Prüfpunkt", "Punto"),
    "Result": Said("Ergebnis", "Resultado"),
    "in order": Said("in Ordnung", "correcto"),
    "fault": Said("Mangel", "defecto"),
}  # fmt: skip


def say(sentence: str, language: str, **values: Any) -> str:
    """The sentence in ``language`` with its values; one the table does not know stays as it is."""
    known = WORDS.get(sentence)
    found: str = sentence if known is None else getattr(known, language, sentence)
    filled = {name: written(value, language) for name, value in values.items()}
    return found.format(**filled) if filled else found


def written(value: Any, language: str) -> str:
    """A kept value as a person reads it in ``language``; texts stay as they are."""
    locale = LOCALES.get(language, LOCALES["en"])
    match value:
        case {"amount": amount, "currency": currency}:
            return format_money(Money(Decimal(amount), currency), locale)
        case {"from": first, "to": last}:
            return _window(date.fromisoformat(first), date.fromisoformat(last), locale)
        case {"on": day}:
            return format_skeleton("yMMMEd", date.fromisoformat(day), locale=locale)
        case {"say": sentence, "with": dict() as values}:
            return say(sentence, language, **values)
        case {"priced": text, "currency": currency}:
            return _rewritten(text, currency, language)
        case _:
            return str(value)


def _window(first: date, last: date, locale: str) -> str:
    if first == last:
        return format_skeleton("yMMMd", first, locale=locale)
    return format_interval(first, last, "yMMMd", locale=locale)


def _rewritten(text: str, currency: str, language: str) -> str:
    """A text whose amounts were written in English when it was signed, with the same amounts anew."""
    english, locale = LOCALES["en"], LOCALES.get(language, LOCALES["en"])
    symbol = re.escape(get_currency_symbol(currency, locale=english))

    def anew(found: re.Match[str]) -> str:
        return format_money(Money(parse_decimal(found[1], locale=english), currency), locale)

    return say(re.sub(rf"{symbol}\s?([\d,]+(?:\.\d+)?)", anew, text), language)
