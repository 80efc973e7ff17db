"""Who uses the site of several processes: typists, browsers, and whether their texts are one."""
