"""Post-shipment messages in bulk: an order table in, each message that is due once out, every other order explained."""
