"""Clauses for the demonstration, after New York General Business Law 396-p and 396-q. Pure data.

They show where such texts stand and how they are chosen. They are not the wording of the law and no legal
advice: a dealership's lawyer writes the rows it sells with.
"""

from __future__ import annotations

from typing import NamedTuple

SOURCE = "Demonstration text after New York GBL {section}; no legal advice."


class Text(NamedTuple):
    """One clause of one paper, by language."""

    paper: str
    code: str
    section: str
    words: dict[str, str]


CLAUSES: dict[tuple[str, str], tuple[Text, ...]] = {
    ("US", "NY"): (
        Text(
            "quote", "no-order", "396-p",
            {
                "en": "This is not an order form. A deposit left with this quote is refunded in full "
                "until an order is signed.",
                "de": "Dies ist kein Bestellformular. Eine Anzahlung auf dieses Angebot wird in voller "
                "Höhe erstattet, solange kein Auftrag unterschrieben ist.",
                "es": "Este documento no es un pedido. El anticipo entregado con este presupuesto se "
                "reembolsa íntegro mientras no se firme un pedido.",
            },
        ),
        Text(
            "order-confirmation", "final-price", "396-p",
            {
                "en": "The price stated is final. It does not rise after this contract is signed, "
                "unless you change what you ordered.",
                "de": "Der genannte Preis ist endgültig. Er steigt nach der Unterschrift nicht, es sei "
                "denn, Sie ändern Ihre Bestellung.",
                "es": "El precio indicado es definitivo. No sube después de firmar este contrato, salvo "
                "que usted cambie lo pedido.",
            },
        ),
        Text(
            "order-confirmation", "estimated-delivery", "396-p",
            {
                "en": "If the vehicle is not delivered within 30 days after the end of the delivery "
                "window stated, you may cancel and get your deposit back in full.",
                "de": "Wird das Fahrzeug nicht binnen 30 Tagen nach dem Ende des genannten Zeitraums "
                "geliefert, können Sie zurücktreten und erhalten die Anzahlung in voller Höhe zurück.",
                "es": "Si el vehículo no se entrega en los 30 días siguientes al fin del plazo "
                "indicado, puede cancelar y recuperar íntegro su anticipo.",
            },
        ),
        Text(
            "order-confirmation", "trade-in-and-rate", "396-q",
            {
                "en": "The allowance for your trade-in and an interest rate stated in this contract "
                "stay as stated until delivery.",
                "de": "Der Betrag für Ihre Inzahlungnahme und ein in diesem Vertrag genannter Zinssatz "
                "gelten bis zur Auslieferung.",
                "es": "El valor de su vehículo a cuenta y el tipo de interés indicado en este contrato "
                "se mantienen hasta la entrega.",
            },
        ),
    ),
}  # fmt: skip
