; Statuette for Windows: per user (no administrator) or for all users, silent with /S.
;
;   setup.exe [/S] [/CurrentUser | /AllUsers] [/Desktop] ["/Folder=C:\a folder"] [/D=C:\folder, last and never quoted]
;   exit status: 0 installed, 1 cancelled, 2 refused (Windows too old, folder not ours), 3 the program is running,
;                4 files could not be written, 740 administrator's rights are needed
;
; makensis -DVERSION -DNUMBERS (a.b.c.d) -DRUNTIME (hash) -DSTAGE (folder to install) -DKILOBYTES -DICON -DOUT [-DSIGN (command)]
Unicode true
Target amd64-unicode
ManifestDPIAware true
ManifestSupportedOS all
!ifdef FAST
  SetCompress off
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
Name "Statuette 手办工坊"
OutFile "${OUT}"
RequestExecutionLevel user
BrandingText "Statuette ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow
CRCCheck on
; Pictures of the installer itself have the time of the checkout: the same sources give the same installer without it.
SetDateSave off
AllowRootDirInstall false

!include MUI2.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include FileFunc.nsh
!include nsDialogs.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Statuette"
!define APP_PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths"
!define PROGID "Statuette.Model"
!define LINK "Statuette 手办工坊.lnk"

Var Scope       ; "user" or "machine"
Var DataFolder  ; of whoever installs
Var GivenFolder ; by /D=
Var WantsLink   ; 1: a link there
Var RadioAll
Var RadioMe
Var BoxDesktop

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "side.bmp"
!define MUI_ABORTWARNING
Page custom ScopePage ScopeLeave
!define MUI_PAGE_CUSTOMFUNCTION_PRE FolderPre
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE FolderLeave
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\statuette.exe"
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(DATA_STAYS)"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"
!include words.nsh
!include layers.nsh
!include links.nsh

VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=1033 ProductName "Statuette"
VIAddVersionKey /LANG=1033 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=1033 FileVersion "${VERSION}"
VIAddVersionKey /LANG=1033 FileDescription "Statuette setup"
VIAddVersionKey /LANG=1033 CompanyName "Statuette"
VIAddVersionKey /LANG=1033 LegalCopyright "Apache-2.0"

!insertmacro LAYER_FUNCTIONS ""
!insertmacro LAYER_FUNCTIONS "un."

; ---- before anything is asked ------------------------------------------------

Function .onInit
  SetRegView 64
  ${IfNot} ${AtLeastBuild} 15063
    Push "$(TOO_OLD)"
    Call Tell
    SetErrorLevel 2
    Quit
  ${EndIf}
  SetShellVarContext current
  StrCpy $DataFolder "$LOCALAPPDATA\Statuette"
  StrCpy $GivenFolder $INSTDIR
  StrCpy $Scope "user"
  ReadRegStr $0 HKCU "${KEY}" "InstallLocation"
  ReadRegStr $1 HKLM "${KEY}" "InstallLocation"
  ${If} $0 == ""
  ${AndIf} $1 != ""
    StrCpy $Scope "machine"
  ${EndIf}
  ${GetParameters} $2
  Call FolderOption
  ClearErrors
  ${GetOptions} $2 "/AllUsers" $3
  ${IfNot} ${Errors}
    StrCpy $Scope "machine"
  ${EndIf}
  ClearErrors
  ${GetOptions} $2 "/CurrentUser" $3
  ${IfNot} ${Errors}
    StrCpy $Scope "user"
  ${EndIf}
  ClearErrors
  ${GetOptions} $2 "/Desktop" $3
  StrCpy $WantsLink 0
  ${IfNot} ${Errors}
    StrCpy $WantsLink 1
  ${EndIf}
  ClearErrors
  Call UseScope
  ${If} ${Silent}
    Call NeedRights
    Call CheckFolder
    Pop $0
    ${If} $0 != ""
      Push $0
      Call Tell
      SetErrorLevel 2
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

; "/Folder=C:\a folder" or /Folder="C:\a folder" in the command line, $2.
Function FolderOption
  StrLen $0 $2
  StrCpy $1 0
  ${While} $1 < $0
    StrCpy $3 $2 8 $1
    ${If} $3 == "/Folder="
      IntOp $4 $1 - 1
      StrCpy $4 $2 1 $4 ; before it
      IntOp $1 $1 + 8
      StrCpy $5 $2 1 $1 ; behind it
      ${If} $5 == '"'
        IntOp $1 $1 + 1
        StrCpy $4 '"'
      ${ElseIf} $4 != '"'
        StrCpy $4 " "
      ${EndIf}
      StrCpy $GivenFolder ""
      ${While} $1 < $0
        StrCpy $5 $2 1 $1
        ${If} $5 == $4
          ${Break}
        ${EndIf}
        StrCpy $GivenFolder "$GivenFolder$5"
        IntOp $1 $1 + 1
      ${EndWhile}
      ${Break}
    ${EndIf}
    IntOp $1 $1 + 1
  ${EndWhile}
FunctionEnd

; Where it goes for this scope: as asked, where it already is, or the usual place.
Function UseScope
  ${If} $Scope == "machine"
    SetShellVarContext all
    ReadRegStr $0 HKLM "${KEY}" "InstallLocation"
    StrCpy $1 "$PROGRAMFILES64\Statuette"
  ${Else}
    SetShellVarContext current
    ReadRegStr $0 HKCU "${KEY}" "InstallLocation"
    StrCpy $1 "$LOCALAPPDATA\Programs\Statuette"
  ${EndIf}
  ${If} $GivenFolder != ""
    StrCpy $INSTDIR $GivenFolder
  ${ElseIf} $0 != ""
    StrCpy $INSTDIR $0
  ${Else}
    StrCpy $INSTDIR $1
  ${EndIf}
FunctionEnd

Function IsAdmin
  UserInfo::GetAccountType
  Exch $0
  ${If} $0 == "Admin"
    StrCpy $0 1
  ${Else}
    StrCpy $0 0
  ${EndIf}
  Exch $0
FunctionEnd

; Silent: for all users only with an administrator's rights.
Function NeedRights
  ${If} $Scope == "machine"
    Call IsAdmin
    Pop $0
    ${If} $0 == 0
      Push "$(NEEDS_ADMIN)"
      Call Tell
      SetErrorLevel 740
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

; Gives a sentence when the folder may not be used. The workshop's data and the program never share one: what is removed
; with the program must not be theirs. A folder with anything in it must be an installation of ours.
Function CheckFolder
  StrLen $1 "$DataFolder"
  StrCpy $2 "$INSTDIR\" $1
  StrCpy $3 "$INSTDIR\" 1 $1
  ${If} $2 == $DataFolder
  ${AndIf} $3 == "\"
    Push "$(DATA_FOLDER)"
    Return
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\installed.json"
    FindFirst $1 $2 "$INSTDIR\*.*"
    ${DoWhile} $2 != ""
      ${If} $2 != "."
      ${AndIf} $2 != ".."
        FindClose $1
        Push "$(NOT_EMPTY)"
        Return
      ${EndIf}
      FindNext $1 $2
    ${Loop}
    FindClose $1
  ${EndIf}
  Push ""
FunctionEnd

; ---- pages ------------------------------------------------------------------

Function ScopePage
  !insertmacro MUI_HEADER_TEXT "$(SCOPE_TITLE)" "$(SCOPE_TEXT)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 8u 12u 100% 12u "$(SCOPE_ME)"
  Pop $RadioMe
  ${NSD_CreateRadioButton} 8u 32u 100% 12u "$(SCOPE_ALL)"
  Pop $RadioAll
  ${NSD_CreateCheckBox} 8u 64u 100% 12u "$(DESKTOP_LINK)"
  Pop $BoxDesktop
  ${If} $Scope == "machine"
    ${NSD_Check} $RadioAll
  ${Else}
    ${NSD_Check} $RadioMe
  ${EndIf}
  ${NSD_SetState} $BoxDesktop $WantsLink
  nsDialogs::Show
FunctionEnd

Function ScopeLeave
  ${NSD_GetState} $BoxDesktop $WantsLink
  ${NSD_GetState} $RadioAll $0
  StrCpy $Scope "user"
  ${If} $0 == ${BST_CHECKED}
    StrCpy $Scope "machine"
    Call IsAdmin
    Pop $0
    ${If} $0 == 0
      StrCpy $1 "/AllUsers"
      ${If} $WantsLink == 1
        StrCpy $1 "$1 /Desktop"
      ${EndIf}
      ClearErrors
      ExecShell "runas" "$EXEPATH" "$1"
      ${IfNot} ${Errors}
        Quit
      ${EndIf}
      MessageBox MB_ICONEXCLAMATION|MB_OK "$(NEEDS_ADMIN)"
      Abort
    ${EndIf}
  ${EndIf}
  Call UseScope
FunctionEnd

; An installation is upgraded where it is.
Function FolderPre
  ReadRegStr $0 SHCTX "${KEY}" "InstallLocation"
  ${If} $0 != ""
  ${AndIf} $GivenFolder == ""
    Abort
  ${EndIf}
FunctionEnd

Function FolderLeave
  Call CheckFolder
  Pop $0
  ${If} $0 != ""
    MessageBox MB_ICONEXCLAMATION|MB_OK "$0"
    Abort
  ${EndIf}
FunctionEnd

; ---- install ----------------------------------------------------------------

!macro OPEN_WITH SUFFIX
  WriteRegStr SHCTX "Software\Classes\${SUFFIX}\OpenWithProgids" "${PROGID}" ""
  WriteRegStr SHCTX "Software\Classes\Applications\statuette.exe\SupportedTypes" "${SUFFIX}" ""
!macroend

Section "-Statuette"
  Call WaitUntilClosed
  SetOverwrite on
  ClearErrors
  SetOutPath "$INSTDIR"
  ; The same version again: what it no longer has must not stay.
  !insertmacro REMOVE_FOLDERS "" "$INSTDIR" "" "app-${VERSION}"
  ClearErrors
  SetDateSave on
  File /r "${STAGE}/*"
  SetDateSave off
  ${If} ${Errors}
    Push "$(COPY_FAILED)"
    Call Tell
    SetErrorLevel 4
    Quit
  ${EndIf}
  FileOpen $0 "$INSTDIR\installed.json" w
  FileWrite $0 '{"kind": "windows", "scope": "$Scope", "app": "${VERSION}", "runtime": "${RUNTIME}"}$\r$\n'
  FileClose $0
  DetailPrint "$(OLD_AWAY)"
  !insertmacro REMOVE_FOLDERS "" "$INSTDIR" "app-${VERSION}" "app-*"
  !insertmacro REMOVE_FOLDERS "" "$INSTDIR" "runtime-${RUNTIME}" "runtime-*"
  !insertmacro REMOVE_FOLDERS "" "$INSTDIR" "" ".gone-*"
  !insertmacro REMOVE_FOLDERS "" "$INSTDIR" "" "state"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ; Compiled here where whoever starts it may not write: for all users everything, else the program's own part (packages
  ; are compiled as they are first used).
  DetailPrint "$(PREPARING)"
  StrCpy $1 ""
  ${If} $Scope == "machine"
    StrCpy $1 '"$INSTDIR\runtime-${RUNTIME}\Lib"'
  ${EndIf}
  nsExec::Exec '"$INSTDIR\runtime-${RUNTIME}\python.exe" -I -m compileall -q "$INSTDIR\app-${VERSION}\app" $1'
  Pop $0

  Push "$SMPROGRAMS\${LINK}"
  Call MakeLink
  ${If} $WantsLink == 1
    Push "$DESKTOP\${LINK}"
    Call MakeLink
  ${EndIf}

  ; In the menu "Open with", beside what is there: no file type's own program is changed.
  WriteRegStr SHCTX "Software\Classes\${PROGID}" "" "$(MODEL_KIND)"
  WriteRegStr SHCTX "Software\Classes\${PROGID}" "FriendlyTypeName" "$(MODEL_KIND)"
  WriteRegStr SHCTX "Software\Classes\${PROGID}\DefaultIcon" "" "$INSTDIR\statuette.exe,0"
  WriteRegStr SHCTX "Software\Classes\${PROGID}\shell\open" "FriendlyAppName" "Statuette 手办工坊"
  WriteRegStr SHCTX "Software\Classes\${PROGID}\shell\open\command" "" '"$INSTDIR\statuette.exe" "%1"'
  WriteRegStr SHCTX "Software\Classes\Applications\statuette.exe" "FriendlyAppName" "Statuette 手办工坊"
  WriteRegStr SHCTX "Software\Classes\Applications\statuette.exe\shell\open\command" "" '"$INSTDIR\statuette.exe" "%1"'
  !insertmacro OPEN_WITH ".stl"
  !insertmacro OPEN_WITH ".obj"
  !insertmacro OPEN_WITH ".ply"
  !insertmacro OPEN_WITH ".glb"
  !insertmacro OPEN_WITH ".gltf"
  !insertmacro OPEN_WITH ".3mf"
  WriteRegStr SHCTX "${APP_PATHS}\statuette.exe" "" "$INSTDIR\statuette.exe"
  WriteRegStr SHCTX "${APP_PATHS}\statuette-cli.exe" "" "$INSTDIR\statuette-cli.exe"

  WriteRegStr SHCTX "${KEY}" "DisplayName" "Statuette 手办工坊"
  WriteRegStr SHCTX "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${KEY}" "DisplayIcon" "$INSTDIR\statuette.exe,0"
  WriteRegStr SHCTX "${KEY}" "Publisher" "Statuette"
  WriteRegStr SHCTX "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${KEY}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD SHCTX "${KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${KEY}" "NoRepair" 1
  Call TellShell
SectionEnd

Function TellShell
  System::Call 'shell32::SHChangeNotify(i 0x8000000, i 0, p 0, p 0)' ; the associations have changed
FunctionEnd

; ---- uninstall --------------------------------------------------------------

!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

Function un.onInit
  SetRegView 64
  StrCpy $Scope "user"
  SetShellVarContext current
  ReadRegStr $0 HKLM "${KEY}" "InstallLocation"
  ${If} $0 == $INSTDIR
    StrCpy $Scope "machine"
    SetShellVarContext all
    UserInfo::GetAccountType
    Pop $1
    ${If} $1 != "Admin"
      ${If} ${Silent}
        Push "$(REMOVE_NEEDS_ADMIN)"
        Call un.Tell
        SetErrorLevel 740
      ${Else}
        ClearErrors
        ExecShell "runas" "$INSTDIR\uninstall.exe"
        ${If} ${Errors}
          MessageBox MB_ICONEXCLAMATION|MB_OK "$(REMOVE_NEEDS_ADMIN)"
        ${EndIf}
      ${EndIf}
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

!macro NOT_OPEN_WITH SUFFIX
  DeleteRegValue SHCTX "Software\Classes\${SUFFIX}\OpenWithProgids" "${PROGID}"
  DeleteRegKey /ifempty SHCTX "Software\Classes\${SUFFIX}\OpenWithProgids"
  DeleteRegKey /ifempty SHCTX "Software\Classes\${SUFFIX}"
!macroend

!macro REMOVE_LAYERS FOLDER
  !insertmacro REMOVE_FOLDERS "un." "${FOLDER}" "" "app-*"
  !insertmacro REMOVE_FOLDERS "un." "${FOLDER}" "" "runtime-*"
  !insertmacro REMOVE_FOLDERS "un." "${FOLDER}" "" ".gone-*"
  !insertmacro REMOVE_FOLDERS "un." "${FOLDER}" "" "state"
!macroend

; What the program and Qt have compiled for this processor and this graphics card lies in the data folder's Cache, and
; nothing else does.
!macro REMOVE_CACHE DATA
  RMDir /r "${DATA}\Cache"
!macroend

Section "un.Statuette"
  Call un.WaitUntilClosed
  Delete "$SMPROGRAMS\${LINK}"
  Delete "$DESKTOP\${LINK}"
  !insertmacro NOT_OPEN_WITH ".stl"
  !insertmacro NOT_OPEN_WITH ".obj"
  !insertmacro NOT_OPEN_WITH ".ply"
  !insertmacro NOT_OPEN_WITH ".glb"
  !insertmacro NOT_OPEN_WITH ".gltf"
  !insertmacro NOT_OPEN_WITH ".3mf"
  DeleteRegKey SHCTX "Software\Classes\${PROGID}"
  DeleteRegKey SHCTX "Software\Classes\Applications\statuette.exe"
  DeleteRegKey SHCTX "${APP_PATHS}\statuette.exe"
  DeleteRegKey SHCTX "${APP_PATHS}\statuette-cli.exe"
  DeleteRegKey SHCTX "${KEY}"

  SetOutPath "$TEMP" ; a folder that we are in cannot be removed
  !insertmacro REMOVE_LAYERS "$INSTDIR"
  ${If} $Scope == "user"
    !insertmacro REMOVE_CACHE "$LOCALAPPDATA\Statuette"
  ${Else}
    ; Updates lie in each user's own data folder there, in a folder that holds nothing else.
    StrCpy $5 0
    ${Do}
      EnumRegKey $6 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList" $5
      ${If} $6 == ""
        ${Break}
      ${EndIf}
      IntOp $5 $5 + 1
      ReadRegStr $7 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\$6" "ProfileImagePath"
      ExpandEnvStrings $7 $7
      ${If} $7 != ""
      ${AndIf} ${FileExists} "$7\AppData\Local\Statuette\*.*"
        !insertmacro REMOVE_LAYERS "$7\AppData\Local\Statuette\updates"
        RMDir "$7\AppData\Local\Statuette\updates"
        !insertmacro REMOVE_CACHE "$7\AppData\Local\Statuette"
      ${EndIf}
    ${Loop}
  ${EndIf}
  Delete "$INSTDIR\launch.py"
  Delete "$INSTDIR\statuette.exe"
  Delete "$INSTDIR\statuette.com"
  Delete "$INSTDIR\statuette-cli.exe"
  Delete "$INSTDIR\statuette.ico"
  Delete "$INSTDIR\update-root.json"
  Delete "$INSTDIR\installed.json"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; only where nobody has put anything else there
  System::Call 'shell32::SHChangeNotify(i 0x8000000, i 0, p 0, p 0)'
SectionEnd
