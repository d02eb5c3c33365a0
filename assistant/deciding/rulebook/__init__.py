"""The rules as data: values with their sources, the playbook of a platform on a day, the platforms' own codes."""
