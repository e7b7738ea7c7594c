"""The confidentiality duty that everybody accepts before working with a client's data (operations.md R35, clause 5.1)."""

VERSION = "2026-11"

CHINESE = """保密承诺

1. 工作中接触到的客户资料和用户数据(姓名、电话、地址、肖像、声音、创作内容及由其生成的模型)均为保密信息,未公开之前始终保密。
2. 只查看和使用完成本人任务所必需的信息;不复制、不拍摄、不转发,不带离工作站,不用于本项目以外的任何用途。
3. 需要查看完整的联系方式时写明理由;每一次查看、导出、修改和登录都会被记录。
4. 不使用他人的账号,不把密码告诉他人;离开座位时锁定屏幕。
5. 发现信息可能泄露时,立即报告管理员。
6. 离岗或项目结束后,保密义务仍然有效;所有成果和资料归客户所有,并按要求交还或删除。"""

ENGLISH = """Duty of confidentiality

1. What I learn about the client and its users (names, phones, addresses, likenesses, voices, creations and the models \
made of them) is confidential, and stays so until it is public.
2. I look at and use only what my own task needs. I do not copy, photograph or pass it on, take it off the workstation, or \
use it for anything but this project.
3. Where I need a full name, phone or address I say why. Every look, export, change and log-in is recorded.
4. I use nobody else's account and tell nobody my password. I lock the screen when I leave my desk.
5. Where data may have leaked, I tell the administrator at once.
6. The duty goes on after I leave or the project ends. All results belong to the client and are handed back or deleted as \
asked."""
