"""What should we offer? Reading + Order + history + today -> Plan. Pure: rules and settings come in as arguments."""
