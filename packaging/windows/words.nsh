; What the installer says, in both languages; the system's language chooses.
!macro SAY NAME ENGLISH CHINESE
  LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
  LangString ${NAME} ${LANG_SIMPCHINESE} "${CHINESE}"
!macroend

!insertmacro SAY TOO_OLD "Statuette needs Windows 10, version 1703 (build 15063) or newer; this PC runs an older one. Update Windows, then run this again." "Statuette 需要 Windows 10 1703 版（内部版本 15063）或更新版本，这台电脑的 Windows 太旧。请先更新 Windows，再运行安装程序。"
!insertmacro SAY RUNNING "Statuette is running. Close all of its windows, then try again." "Statuette 正在运行。请关闭它的所有窗口，然后重试。"
!insertmacro SAY NEEDS_ADMIN "Installing for all users of this PC needs an administrator's rights." "为这台电脑的所有用户安装需要管理员权限。"
!insertmacro SAY REMOVE_NEEDS_ADMIN "Statuette was installed for all users of this PC: removing it needs an administrator's rights." "Statuette 是为这台电脑的所有用户安装的，卸载需要管理员权限。"
!insertmacro SAY DATA_FOLDER "This folder holds the workshop's orders and models. The program needs a folder of its own: choose another one." "这个文件夹里存放着工坊的订单和模型。程序需要单独的文件夹，请另选一个。"
!insertmacro SAY NOT_EMPTY "This folder holds other files. Choose an empty or a new folder." "这个文件夹里有其他文件。请选择空文件夹或新建文件夹。"
!insertmacro SAY SCOPE_TITLE "Who will use Statuette on this PC?" "谁在这台电脑上使用 Statuette？"
!insertmacro SAY SCOPE_TEXT "Each user keeps settings of their own; an order book on a server is shared in any case." "每个用户都有自己的设置；服务器上的订单账本本来就是共用的。"
!insertmacro SAY SCOPE_ME "&Only me (needs no administrator)" "只有我自己（不需要管理员）(&O)"
!insertmacro SAY SCOPE_ALL "&All users of this PC (an administrator must agree)" "这台电脑的所有用户（需要管理员同意）(&A)"
!insertmacro SAY DESKTOP_LINK "Put a link on the &desktop" "在桌面上放一个快捷方式(&D)"
!insertmacro SAY MODEL_KIND "3D model" "三维模型"
!insertmacro SAY LINK_TIP "Inspect, repair and print figurines; orders from creation to acceptance" "检查、修复、打印手办；订单从创作到验收"
!insertmacro SAY PREPARING "Preparing the first start…" "正在为首次启动做准备…"
!insertmacro SAY OLD_AWAY "Taking older versions away…" "正在删除旧版本…"
!insertmacro SAY DATA_STAYS "The workshop's orders, models and settings stay on this PC." "工坊的订单、模型和设置都保留在这台电脑上。"
!insertmacro SAY COPY_FAILED "The program's files could not be written. Is the disk full? Nothing of the workshop's was touched." "无法写入程序文件，磁盘是否已满？工坊的数据没有受到影响。"
