"""The words beside a number that tell whether it is one to call: 'call me at', 'мой телефон', 'order'."""

from __future__ import annotations

import re

# What ends right before a phone number, and what a number is named that is none.
CALLED = re.compile(
    r"(?:\b(?:whats?app|viber|zalo"
    r"|call(?: us| me)?|ring us|dial|tel|telephone|hotline|sms|text (?:us|me)|phone(?: us| me|:| number| no)"
    r"|mobile(?: number| no|:)|anrufen|ruf\w* |telefon\w*|handy(?:nummer|:)|appel\w*|téléphon\w*|ll[aá]m\w*|teléfono"
    r"|móvil|lig(?:ue|ar)|telefone|celular|chiam\w*|cellulare|bel(?:len)? ons|bel|telefoon\w*|zadzwoń\w*|dzwoń\w*"
    r"|zavolej\w*|volejte|звон\w*|позвон\w*|телефон\w*|тел|дзвон\w*|зателефон\w*|arayın|ara|telefonla|telepon|hubungi|gọi"
    r"|điện thoại|sđt)\b|电话|電話|手机|手機|致电|致電|来电|拨打|撥打"
    r"|打给|お電話|携帯|전화|휴대폰|연락처|โทร|เบอร์"
    r"|اتصل|هاتف|جوال|טלפון|התקשר|נייד)[^\d\n!?]{0,24}$",
    re.IGNORECASE,
)
OTHER_NUMBER = re.compile(
    r"order|track|parcel|shipment|article|item|model|sku|imei|serial|invoice|code|version|bestell|auftrag|sendung"
    r"|artikel|rechnung|commande|suivi|colis|pedido|seguimiento|rastre|envio|ordine|tracci|spedizion|zamówien|przesył"
    r"|objednáv|zásilk|заказ|трек|отправлен|посыл|артикул|замовлен|відправлен|sipariş|takip|gönderi|pesanan|resi"
    r"|đơn hàng|vận đơn|订单|訂單|单号|單號|运单|物流"
    r"|型号|型號|编号|注文|追跡|型番|주문|운송장|송장|คำสั่งซื้อ|พัสดุ|طلب|تتبع"
    r"|הזמנ|מעקב",
    re.IGNORECASE,
)
