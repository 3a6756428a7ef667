# For PowerShell: `. .\Activate.ps1` enters the environment, `deactivate` leaves it.

# The variables are those of every virtual environment, so that this leaves another tool's as well.
function global:deactivate([switch]$NonDestructive) {
    if (Test-Path Variable:global:_OLD_VIRTUAL_PATH) {
        $env:PATH = $global:_OLD_VIRTUAL_PATH
        Remove-Variable -Name _OLD_VIRTUAL_PATH -Scope global
    }
    if (Test-Path Variable:global:_OLD_VIRTUAL_PYTHONHOME) {
        $env:PYTHONHOME = $global:_OLD_VIRTUAL_PYTHONHOME
        Remove-Variable -Name _OLD_VIRTUAL_PYTHONHOME -Scope global
    }
    if (Test-Path Function:_OLD_VIRTUAL_PROMPT) {
        Copy-Item Function:_OLD_VIRTUAL_PROMPT Function:prompt
        Remove-Item Function:_OLD_VIRTUAL_PROMPT
    }
    Remove-Item Env:VIRTUAL_ENV, Env:VIRTUAL_ENV_PROMPT -ErrorAction SilentlyContinue
    if (-not $NonDestructive) {
        Remove-Item Function:deactivate
    }
}

deactivate -NonDestructive

$env:VIRTUAL_ENV = Split-Path -Parent $PSScriptRoot
$env:VIRTUAL_ENV_PROMPT = Split-Path -Leaf $env:VIRTUAL_ENV

$global:_OLD_VIRTUAL_PATH = $env:PATH
$env:PATH = $PSScriptRoot + [IO.Path]::PathSeparator + $env:PATH
if (Test-Path Env:PYTHONHOME) {
    $global:_OLD_VIRTUAL_PYTHONHOME = $env:PYTHONHOME
    Remove-Item Env:PYTHONHOME
}
if (-not $env:VIRTUAL_ENV_DISABLE_PROMPT) {
    function global:_OLD_VIRTUAL_PROMPT { '' }
    Copy-Item Function:prompt Function:_OLD_VIRTUAL_PROMPT
    function global:prompt {
        "($env:VIRTUAL_ENV_PROMPT) $(_OLD_VIRTUAL_PROMPT)"
    }
}
