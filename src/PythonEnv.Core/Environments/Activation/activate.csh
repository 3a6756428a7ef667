# For csh and tcsh: `source activate.csh` enters the environment, `deactivate` leaves it.

# An alias is one line. Behind `&&` a variable is looked up when its turn comes; behind `if` it would have to be there at once.
alias deactivate 'test $?_OLD_VIRTUAL_PATH = 1 && setenv PATH "$_OLD_VIRTUAL_PATH"; unset _OLD_VIRTUAL_PATH; test $?_OLD_VIRTUAL_PYTHONHOME = 1 && setenv PYTHONHOME "$_OLD_VIRTUAL_PYTHONHOME"; unset _OLD_VIRTUAL_PYTHONHOME; test $?_OLD_VIRTUAL_PROMPT = 1 && set prompt="$_OLD_VIRTUAL_PROMPT:q"; unset _OLD_VIRTUAL_PROMPT; unsetenv VIRTUAL_ENV; unsetenv VIRTUAL_ENV_PROMPT; rehash; test "\!:*" = nondestructive || unalias deactivate'

deactivate nondestructive

setenv VIRTUAL_ENV @ROOT@
setenv VIRTUAL_ENV_PROMPT @NAME@

set _OLD_VIRTUAL_PATH="$PATH"
setenv PATH "${VIRTUAL_ENV}/@SCRIPTS@:${PATH}"
if ($?PYTHONHOME) then
    set _OLD_VIRTUAL_PYTHONHOME="$PYTHONHOME"
    unsetenv PYTHONHOME
endif
if (! $?VIRTUAL_ENV_DISABLE_PROMPT && $?prompt) then
    set _OLD_VIRTUAL_PROMPT="$prompt:q"
    set prompt="(${VIRTUAL_ENV_PROMPT}) $prompt:q"
endif
rehash
