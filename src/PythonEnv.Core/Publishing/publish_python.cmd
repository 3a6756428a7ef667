@echo off
rem Runs Python with the distributions and sources of this folder.
setlocal
for %%I in ("%~dp0..") do set "PYTHONENV_ROOT=%%~fI"
set "PYTHONHOME="
set "PYTHONPATH=%PYTHONENV_ROOT%\lib\startup"
set "PYTHONNOUSERSITE=1"
set "PATH=%~dp0;%PATH%"
if exist "%PYTHONENV_ROOT%\interpreter\python.exe" (
  "%PYTHONENV_ROOT%\interpreter\python.exe" %*
) else if defined PYTHONENV_PYTHON (
  "%PYTHONENV_PYTHON%" %*
) else (
  py -@MAJOR@.@MINOR@ %*
)
exit /b %ERRORLEVEL%
