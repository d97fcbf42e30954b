@echo off
rem The `stowage` command of the installed app: the app's own program, without its window.
"%~dp0..\..\Stowage.exe" --cli -- %*
exit /b %ERRORLEVEL%
