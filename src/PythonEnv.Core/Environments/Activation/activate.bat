@echo off
rem For the Windows command prompt: `activate` enters the environment, `deactivate` leaves it.
rem The variables are those of every virtual environment, so that this leaves another tool's as well.
if defined _OLD_VIRTUAL_PATH set "PATH=%_OLD_VIRTUAL_PATH%"
if defined _OLD_VIRTUAL_PYTHONHOME set "PYTHONHOME=%_OLD_VIRTUAL_PYTHONHOME%"
if defined _OLD_VIRTUAL_PROMPT set "PROMPT=%_OLD_VIRTUAL_PROMPT%"
set "_OLD_VIRTUAL_PYTHONHOME="
set "_OLD_VIRTUAL_PROMPT="

for %%i in ("%~dp0..") do set "VIRTUAL_ENV=%%~fi"
for %%i in ("%~dp0..") do set "VIRTUAL_ENV_PROMPT=%%~nxi"

set "_OLD_VIRTUAL_PATH=%PATH%"
set "PATH=%VIRTUAL_ENV%\Scripts;%PATH%"
if defined PYTHONHOME set "_OLD_VIRTUAL_PYTHONHOME=%PYTHONHOME%"
set "PYTHONHOME="
if defined VIRTUAL_ENV_DISABLE_PROMPT goto :eof
if not defined PROMPT set "PROMPT=$P$G"
set "_OLD_VIRTUAL_PROMPT=%PROMPT%"
set "PROMPT=(%VIRTUAL_ENV_PROMPT%) %PROMPT%"
