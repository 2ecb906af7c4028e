"""The commands of `tanya` beyond asking and serving, a module for each topic; bot.cli registers them."""
