"""What tests of several features use: real servers, watches over every test, clients, scripts of the page."""
