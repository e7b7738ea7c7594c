; Taking layers and our other files away: by the names that are ours, never a folder as a whole.
; Used by the installer (UN is empty) and the uninstaller (UN is "un.").
!macro LAYER_FUNCTIONS UN

; Stack: folder, name to keep (or empty), pattern. Removes the folders there whose names fit.
Function ${UN}RemoveFolders
  Exch $2 ; pattern
  Exch
  Exch $1 ; keep
  Exch
  Exch 2
  Exch $0 ; folder
  Push $3
  Push $4
  FindFirst $3 $4 "$0\$2"
  ${DoWhile} $4 != ""
    ${If} $4 != $1
    ${AndIf} ${FileExists} "$0\$4\*.*"
      RMDir /r "$0\$4"
    ${EndIf}
    FindNext $3 $4
  ${Loop}
  FindClose $3
  Pop $4
  Pop $3
  Pop $0
  Pop $1
  Pop $2
FunctionEnd

; Stack: folder. Gives "1" when a program runs from one of its runtimes: Windows lets nobody write to a running program.
Function ${UN}IsRunning
  Exch $0
  Push $1
  Push $2
  Push $3
  Push $4
  StrCpy $4 0
  FindFirst $1 $2 "$0\runtime-*"
  ${DoWhile} $2 != ""
    ClearErrors
    ${If} ${FileExists} "$0\$2\python.exe"
      FileOpen $3 "$0\$2\python.exe" a
      ${If} ${Errors}
        StrCpy $4 1
      ${Else}
        FileClose $3
      ${EndIf}
    ${EndIf}
    ClearErrors
    ${If} ${FileExists} "$0\$2\pythonw.exe"
      FileOpen $3 "$0\$2\pythonw.exe" a
      ${If} ${Errors}
        StrCpy $4 1
      ${Else}
        FileClose $3
      ${EndIf}
    ${EndIf}
    FindNext $1 $2
  ${Loop}
  FindClose $1
  ClearErrors
  StrCpy $0 $4
  Pop $4
  Pop $3
  Pop $2
  Pop $1
  Exch $0
FunctionEnd

; Stack: sentence. A box, or in silence the console that we were called from.
Function ${UN}Tell
  Exch $0
  Push $1
  ${If} ${Silent}
    System::Call 'kernel32::AttachConsole(i -1)'
    System::Call 'kernel32::GetStdHandle(i -12) p .r1'
    FileWrite $1 "$0$\r$\n"
  ${Else}
    MessageBox MB_ICONSTOP|MB_OK "$0"
  ${EndIf}
  Pop $1
  Pop $0
FunctionEnd

Function ${UN}WaitUntilClosed
  ${Do}
    Push $INSTDIR
    Call ${UN}IsRunning
    Pop $0
    ${If} $0 == 0
      ${Break}
    ${EndIf}
    ${If} ${Silent}
      Push "$(RUNNING)"
      Call ${UN}Tell
      SetErrorLevel 3
      Quit
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" IDRETRY +3
      SetErrorLevel 3
      Quit
  ${Loop}
FunctionEnd

!macroend

!macro REMOVE_FOLDERS UN FOLDER KEEP PATTERN
  Push "${FOLDER}"
  Push "${KEEP}"
  Push "${PATTERN}"
  Call ${UN}RemoveFolders
!macroend
