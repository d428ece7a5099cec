@echo off
rem Quillwave in a terminal: the same program; verbs open no window.
"%~dp0..\Quillwave.exe" --disable-gpu --log-level=3 %*
