import django.db.models.deletion
import django.db.models.functions.comparison
import tracker.clock
import tracker.models.search
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                ("is_workday", models.BooleanField(verbose_name="调休上班")),
                ("name", models.CharField(max_length=20, verbose_name="名称")),
            ],
            options={
                "verbose_name": "节假日",
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=4, unique=True, verbose_name="编号")),
                ("title", models.CharField(max_length=80, verbose_name="标题")),
                ("ordinal", models.PositiveIntegerField(unique=True)),
            ],
            options={
                "verbose_name": "部分",
                "ordering": ["ordinal"],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="categories", to="tracker.section"
                    ),
                ),
                ("code", models.CharField(max_length=4, unique=True, verbose_name="编号")),
                ("title", models.CharField(max_length=80, verbose_name="标题")),
                ("short_name", models.CharField(max_length=8, verbose_name="短名")),
            ],
            options={
                "verbose_name": "任务类别",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requirements", to="tracker.category"
                    ),
                ),
                ("ordinal", models.PositiveIntegerField()),
                ("text", models.CharField(max_length=200, verbose_name="要点")),
                ("made_real_by", models.CharField(max_length=200, verbose_name="在系统中怎样落实")),
            ],
            options={
                "verbose_name": "要点",
                "ordering": ["category", "ordinal"],
                "constraints": [
                    models.UniqueConstraint(fields=("category", "ordinal"), name="requirement_ordinal_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="单位名称")),
                ("short_name", models.CharField(blank=True, max_length=20, verbose_name="简称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("GOVERNMENT", "政府部门"),
                            ("PARTY", "党群部门"),
                            ("TOWNSHIP", "乡镇（街道）"),
                            ("ENTERPRISE", "国有企业"),
                            ("INSTITUTION", "事业单位"),
                            ("SUPERVISING", "监督机关"),
                            ("LEADERSHIP", "市领导"),
                        ],
                        max_length=20,
                        verbose_name="单位类型",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="tracker.unit",
                        verbose_name="上级单位",
                    ),
                ),
                ("path", models.CharField(db_index=True, default="", editable=False, max_length=120)),
                ("ordinal", models.PositiveIntegerField(default=0, verbose_name="排序")),
                (
                    "is_typed_for",
                    models.BooleanField(
                        default=False,
                        help_text="没有账号的单位，由市委巡察办代为填报；代填人不得审核。",
                        verbose_name="由巡察办代填",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
            ],
            options={
                "verbose_name": "单位",
                "ordering": ["ordinal", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "GOVERNMENT",
                                    "PARTY",
                                    "TOWNSHIP",
                                    "ENTERPRISE",
                                    "INSTITUTION",
                                    "SUPERVISING",
                                    "LEADERSHIP",
                                ],
                            )
                        ),
                        name="unit_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("title", models.CharField(blank=True, max_length=80, verbose_name="职务")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="联系电话")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="tracker.unit",
                        verbose_name="所在单位",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="在岗")),
            ],
            options={
                "verbose_name": "人员",
                "ordering": ["unit__ordinal", "pk"],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=40, unique=True, verbose_name="用户名")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="user",
                        to="tracker.person",
                        verbose_name="人员",
                    ),
                ),
                ("must_change_password", models.BooleanField(default=True, verbose_name="首次登录须改密码")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                (
                    "created_at",
                    models.DateTimeField(default=tracker.clock.now, editable=False, verbose_name="建立时间"),
                ),
            ],
            options={
                "verbose_name": "账号",
                "ordering": ["username"],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="tracker.person",
                        verbose_name="人员",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="tracker.unit",
                        verbose_name="单位",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("CLERK", "联络员"),
                            ("SECRETARY", "书记"),
                            ("HANDLER", "责任人"),
                            ("REVIEWER", "审核员"),
                            ("SUPERVISOR", "巡察办"),
                            ("LEADER", "市领导"),
                            ("SYSTEM_ADMIN", "系统管理员"),
                            ("SECURITY_ADMIN", "安全管理员"),
                            ("AUDITOR", "审计员"),
                        ],
                        max_length=20,
                        verbose_name="角色",
                    ),
                ),
                ("since", models.DateField(default=tracker.clock.today, verbose_name="任职自")),
                ("until", models.DateField(blank=True, null=True, verbose_name="任职至")),
                ("is_acting", models.BooleanField(default=False, verbose_name="主持工作（代理）")),
                ("granted_at", models.DateTimeField(blank=True, null=True, verbose_name="授予时间")),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                        verbose_name="授予人",
                    ),
                ),
            ],
            options={
                "verbose_name": "任职",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "CLERK",
                                    "SECRETARY",
                                    "HANDLER",
                                    "REVIEWER",
                                    "SUPERVISOR",
                                    "LEADER",
                                    "SYSTEM_ADMIN",
                                    "SECURITY_ADMIN",
                                    "AUDITOR",
                                ],
                            )
                        ),
                        name="post_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("granted_at__isnull", False), ("granted_by__isnull", False)),
                            models.Q(("granted_at__isnull", True), ("granted_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="post_granted_at_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                        name="post_until_not_before_since",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("extension", models.CharField(max_length=8)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("size", models.PositiveBigIntegerField(verbose_name="大小（字节）")),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="材料日期")),
                ("uploaded_at", models.DateTimeField(default=tracker.clock.now, verbose_name="上传时间")),
                (
                    "uploaded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tracker.post"),
                ),
                ("purged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "purged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "佐证材料",
                "verbose_name_plural": "佐证材料",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("purged_at__isnull", False), ("purged_by__isnull", False)),
                            models.Q(("purged_at__isnull", True), ("purged_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="evidence_purged_at_by_paired",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InspectionRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        help_text="用在事项编号里，如 6。", max_length=12, unique=True, verbose_name="轮次代码"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="轮次名称")),
                ("term", models.CharField(blank=True, max_length=20, verbose_name="届次")),
                ("year", models.PositiveIntegerField(verbose_name="年度")),
                ("is_legacy", models.BooleanField(default=False, verbose_name="历史轮次")),
                ("claim_days", models.PositiveIntegerField(default=5, verbose_name="认领期限（天）")),
                ("plan_days", models.PositiveIntegerField(default=30, verbose_name="报方案期限（天）")),
                ("intensive_months", models.PositiveIntegerField(default=6, verbose_name="集中整改期（月）")),
                ("report_days", models.PositiveIntegerField(default=30, verbose_name="期满后报告期限（天）")),
                ("immediate_days", models.PositiveIntegerField(default=30, verbose_name="立行立改期限（天）")),
                ("review_days", models.PositiveIntegerField(default=10, verbose_name="审核期限（工作日）")),
                ("lasting_review_days", models.PositiveIntegerField(default=90, verbose_name="长期坚持复核间隔（天）")),
                ("blue_days", models.PositiveIntegerField(default=20, verbose_name="蓝灯提前天数")),
                ("yellow_days", models.PositiveIntegerField(default=10, verbose_name="黄灯提前天数")),
                ("days_are_workdays", models.BooleanField(default=False, verbose_name="期限按工作日计算")),
                ("skips_plan_for_immediate", models.BooleanField(default=False, verbose_name="立行立改事项免报方案")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "轮次",
                "ordering": ["-year", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="round_closed_at_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("yellow_days__lt", models.F("blue_days"))), name="round_yellow_before_blue"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PREVIEWED", "待确认"),
                            ("CONFIRMED", "已导入"),
                            ("REFUSED", "未通过"),
                            ("UNDONE", "已撤销"),
                        ],
                        default="PREVIEWED",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "inspection_round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="tracker.inspectionround",
                        verbose_name="轮次",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="tracker.unit",
                        verbose_name="单位",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("summary", models.JSONField(default=dict)),
                ("previewed_at", models.DateTimeField(default=tracker.clock.now, verbose_name="上传时间")),
                (
                    "previewed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="tracker.post"
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="导入时间")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="撤销时间")),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入",
                "ordering": ["-previewed_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["PREVIEWED", "CONFIRMED", "REFUSED", "UNDONE"])),
                        name="import_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="import_confirmed_at_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="import_undone_at_by_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Packet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=30, unique=True, verbose_name="报批单号")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packets",
                        to="tracker.unit",
                        verbose_name="单位",
                    ),
                ),
                (
                    "inspection_round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packets",
                        to="tracker.inspectionround",
                        verbose_name="轮次",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PLAN", "整改方案"),
                            ("STRIKE_OFF", "销号申请"),
                            ("EXTENSION", "延期申请"),
                            ("DOCUMENT", "文件报审"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("made_at", models.DateTimeField(default=tracker.clock.now, verbose_name="报批时间")),
                (
                    "made_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tracker.post"),
                ),
            ],
            options={
                "verbose_name": "报批单",
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["PLAN", "STRIKE_OFF", "EXTENSION", "DOCUMENT"])),
                        name="packet_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="preferences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("value", models.JSONField()),
            ],
            options={
                "verbose_name": "个人设置",
                "ordering": ["key"],
                "constraints": [models.UniqueConstraint(fields=("user", "key"), name="preference_once")],
            },
        ),
        migrations.CreateModel(
            name="ProblemClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "inspection_round",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="classes",
                        to="tracker.inspectionround",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="tracker.problemclass",
                    ),
                ),
                ("code", models.CharField(max_length=12, verbose_name="编号")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                (
                    "default_category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.category",
                        verbose_name="默认任务类别",
                    ),
                ),
            ],
            options={
                "verbose_name": "问题类别",
                "ordering": ["inspection_round", "code"],
                "constraints": [
                    models.UniqueConstraint(fields=("inspection_round", "code"), name="class_code_once_per_round"),
                    models.UniqueConstraint(
                        condition=models.Q(("inspection_round", None)),
                        fields=("code",),
                        name="class_code_once_among_defaults",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="编号")),
                ("source_number", models.CharField(blank=True, max_length=60, verbose_name="反馈序号")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("FEEDBACK", "反馈问题"),
                            ("ON_SITE", "立行立改交办"),
                            ("FOUND", "自查发现"),
                            ("TASK", "工作任务"),
                        ],
                        max_length=12,
                        verbose_name="来源",
                    ),
                ),
                (
                    "inspection_round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="tracker.inspectionround",
                        verbose_name="轮次",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="tracker.unit",
                        verbose_name="牵头单位",
                    ),
                ),
                ("problem", models.TextField(verbose_name="反馈问题")),
                (
                    "category",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="tracker.category",
                        verbose_name="任务类别",
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.requirement",
                        verbose_name="要点",
                    ),
                ),
                (
                    "problem_class",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="tracker.problemclass",
                        verbose_name="问题类别",
                    ),
                ),
                (
                    "time_frame",
                    models.CharField(
                        choices=[("IMMEDIATE", "立行立改"), ("BY_DATE", "限期整改"), ("MID_LONG", "中长期整改")],
                        default="BY_DATE",
                        max_length=12,
                        verbose_name="整改类别",
                    ),
                ),
                ("is_lasting", models.BooleanField(default=False, verbose_name="并长期坚持")),
                ("is_key", models.BooleanField(default=False, verbose_name="重点难点")),
                ("listed", models.BooleanField(default=False, verbose_name="挂牌督办")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ISSUED", "待认领"),
                            ("OBJECTED", "有异议"),
                            ("PLANNING", "制定措施"),
                            ("PLAN_REVIEW", "方案审核"),
                            ("IN_PROGRESS", "整改中"),
                            ("STRIKE_OFF_REVIEW", "销号审核"),
                            ("LASTING", "长期坚持"),
                            ("STRUCK_OFF", "已销号"),
                            ("VOID", "已作废"),
                        ],
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("COMPLETED", "整改到位"),
                            ("LASTING", "转长期坚持"),
                            ("TRANSFERRED", "移交"),
                            ("INFEASIBLE", "无法整改"),
                        ],
                        max_length=12,
                        verbose_name="销号结果",
                    ),
                ),
                ("cycle", models.PositiveIntegerField(default=1, verbose_name="第几轮整改")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="tracker.item",
                    ),
                ),
                (
                    "earlier_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="later_items",
                        to="tracker.item",
                    ),
                ),
                ("legacy", models.BooleanField(default=False, verbose_name="历史台账")),
                ("reported_status", models.CharField(blank=True, max_length=60, verbose_name="原台账所写状态")),
                ("root_cause", models.TextField(blank=True, verbose_name="根本原因")),
                ("leader", models.CharField(blank=True, max_length=200, verbose_name="牵头领导")),
                ("owner", models.CharField(blank=True, max_length=200, verbose_name="责任人")),
                ("department", models.CharField(blank=True, max_length=200, verbose_name="责任科室")),
                ("patron", models.CharField(blank=True, max_length=80, verbose_name="包保领导")),
                (
                    "leader_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_items",
                        to="tracker.person",
                    ),
                ),
                (
                    "owner_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owned_items",
                        to="tracker.person",
                    ),
                ),
                (
                    "patron_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patron_items",
                        to="tracker.person",
                    ),
                ),
                ("outcome", models.TextField(blank=True, verbose_name="整改成效")),
                (
                    "amount_recovered",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="挽回或追缴资金（万元）"
                    ),
                ),
                ("rules_made", models.PositiveIntegerField(blank=True, null=True, verbose_name="建立完善制度（项）")),
                ("people_served", models.PositiveIntegerField(blank=True, null=True, verbose_name="惠及群众（人）")),
                (
                    "applied_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("COMPLETED", "整改到位"),
                            ("LASTING", "转长期坚持"),
                            ("TRANSFERRED", "移交"),
                            ("INFEASIBLE", "无法整改"),
                        ],
                        max_length=12,
                        verbose_name="拟申请结果",
                    ),
                ),
                ("kind_reason", models.TextField(blank=True, verbose_name="理由")),
                ("keep_up", models.TextField(blank=True, verbose_name="长期坚持的内容")),
                ("next_review", models.DateField(blank=True, null=True, verbose_name="下次复核日期")),
                ("deadline", models.DateField(blank=True, null=True, verbose_name="整改时限")),
                ("deadline_text", models.CharField(blank=True, max_length=120, verbose_name="时限原文")),
                ("first_deadline", models.DateField(blank=True, null=True, verbose_name="首次承诺时限")),
                ("due", models.DateField(blank=True, null=True, verbose_name="灯所系日期")),
                ("due_stopped_on", models.DateField(blank=True, null=True, verbose_name="停表日期")),
                ("logged_at", models.DateTimeField(default=tracker.clock.now, verbose_name="登记时间")),
                (
                    "logged_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tracker.post"),
                ),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="下发时间")),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="认领时间")),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
                ("struck_off_at", models.DateTimeField(blank=True, null=True, verbose_name="销号时间")),
                (
                    "struck_off_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                (
                    "voided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
                (
                    "imported_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="tracker.import",
                    ),
                ),
            ],
            options={
                "verbose_name": "事项",
                "ordering": ["number", "pk"],
                "indexes": [
                    models.Index(
                        fields=["status", "due", "legacy", "due_stopped_on", "inspection_round", "id"],
                        name="item_status_due",
                    ),
                    models.Index(condition=models.Q(("listed", True)), fields=["unit", "id"], name="item_listed"),
                    models.Index(fields=["unit", "status", "id"], name="item_unit_status"),
                    models.Index(fields=["due", "number", "id"], name="item_due_number"),
                    models.Index(fields=["deadline", "number", "id"], name="item_deadline"),
                    models.Index(fields=["-deadline", "number", "id"], name="item_deadline_back"),
                    models.Index(
                        fields=[
                            "inspection_round",
                            "unit",
                            "category",
                            "status",
                            "source",
                            "kind",
                            "due",
                            "due_stopped_on",
                            "legacy",
                            "problem_class",
                            "time_frame",
                            "first_deadline",
                            "struck_off_at",
                            "cycle",
                        ],
                        name="item_figures",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["FEEDBACK", "ON_SITE", "FOUND", "TASK"])),
                        name="item_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "ISSUED",
                                    "OBJECTED",
                                    "PLANNING",
                                    "PLAN_REVIEW",
                                    "IN_PROGRESS",
                                    "STRIKE_OFF_REVIEW",
                                    "LASTING",
                                    "STRUCK_OFF",
                                    "VOID",
                                ],
                            )
                        ),
                        name="item_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("time_frame__in", ["IMMEDIATE", "BY_DATE", "MID_LONG"])),
                        name="item_time_frame_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["COMPLETED", "LASTING", "TRANSFERRED", "INFEASIBLE", ""])),
                        name="item_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("applied_kind__in", ["COMPLETED", "LASTING", "TRANSFERRED", "INFEASIBLE", ""])
                        ),
                        name="item_applied_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("issued_at__isnull", False), ("issued_by__isnull", False)),
                            models.Q(("issued_at__isnull", True), ("issued_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="item_issued_at_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claimed_at__isnull", False), ("claimed_by__isnull", False)),
                            models.Q(("claimed_at__isnull", True), ("claimed_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="item_claimed_at_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("struck_off_at__isnull", False), ("struck_off_by__isnull", False)),
                            models.Q(("struck_off_at__isnull", True), ("struck_off_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="item_struck_off_at_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("voided_at__isnull", False), ("voided_by__isnull", False)),
                            models.Q(("voided_at__isnull", True), ("voided_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="item_voided_at_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "STRUCK_OFF"), ("struck_off_at__isnull", False)),
                            models.Q(("legacy", True), ("status", "STRUCK_OFF")),
                            models.Q(
                                models.Q(("status", "STRUCK_OFF"), _negated=True), ("struck_off_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="item_struck_off_at_iff_struck_off",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "VOID"), ("voided_at__isnull", False)),
                            models.Q(models.Q(("status", "VOID"), _negated=True), ("voided_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="item_voided_at_iff_void",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ("STRUCK_OFF", "LASTING")), ("kind", ""), _connector="XOR"),
                        name="item_kind_iff_decided",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemText",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="searched",
                        serialize=False,
                        to="tracker.item",
                    ),
                ),
                ("text", models.TextField(verbose_name="文字")),
                ("grams", tracker.models.search.GramsField(verbose_name="字对")),
            ],
            options={
                "verbose_name": "检索文本",
                "ordering": ["item"],
            },
        ),
        migrations.CreateModel(
            name="CoUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="co_units", to="tracker.item"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="co_items",
                        to="tracker.unit",
                        verbose_name="配合单位",
                    ),
                ),
                ("part", models.CharField(max_length=200, verbose_name="承担的事")),
                ("done_note", models.TextField(blank=True, verbose_name="完成情况")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "配合单位",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="counit_done_at_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="counit_removed_at_by_paired",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)), fields=("item", "unit"), name="counit_once_per_item"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="milestones", to="tracker.item"
                    ),
                ),
                ("ordinal", models.PositiveIntegerField(verbose_name="序")),
                ("text", models.CharField(max_length=300, verbose_name="阶段目标")),
                ("due_on", models.DateField(verbose_name="计划日期")),
                ("reached_at", models.DateTimeField(blank=True, null=True, verbose_name="达到时间")),
                (
                    "reached_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "阶段目标",
                "ordering": ["item", "due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reached_at__isnull", False), ("reached_by__isnull", False)),
                            models.Q(("reached_at__isnull", True), ("reached_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="milestone_reached_at_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="milestone_removed_at_by_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="tracker.item"
                    ),
                ),
                ("ordinal", models.PositiveIntegerField(verbose_name="序")),
                ("text", models.TextField(verbose_name="整改措施")),
                ("standard", models.CharField(blank=True, max_length=300, verbose_name="完成标准")),
                ("owner", models.CharField(blank=True, max_length=120, verbose_name="责任人")),
                (
                    "owner_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="tracker.person",
                    ),
                ),
                ("deadline", models.DateField(blank=True, null=True, verbose_name="完成时限")),
                ("deadline_text", models.CharField(blank=True, max_length=120, verbose_name="时限原文")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改措施",
                "ordering": ["item", "ordinal", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None), ("removed_at", None)),
                        fields=["item", "deadline"],
                        name="measure_open",
                    ),
                    models.Index(fields=["item", "removed_at", "done_at"], name="measure_done"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="measure_done_at_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="measure_removed_at_by_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="tracker.evidence"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence_uses", to="tracker.item"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence_uses",
                        to="tracker.measure",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence_uses",
                        to="tracker.milestone",
                    ),
                ),
                (
                    "co_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence_uses",
                        to="tracker.counit",
                    ),
                ),
                ("is_shared", models.BooleanField(default=False, verbose_name="几个事项共用")),
                ("added_at", models.DateTimeField(default=tracker.clock.now, verbose_name="添加时间")),
                (
                    "added_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tracker.post"),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "佐证用处",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="evidenceuse_removed_at_by_paired",
                    ),
                    models.UniqueConstraint(
                        models.F("evidence"),
                        models.F("item"),
                        django.db.models.functions.comparison.Coalesce("measure", 0),
                        django.db.models.functions.comparison.Coalesce("milestone", 0),
                        django.db.models.functions.comparison.Coalesce("co_unit", 0),
                        condition=models.Q(("removed_at", None)),
                        name="evidenceuse_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveBigIntegerField(unique=True, verbose_name="序号")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="tracker.person",
                        verbose_name="办理人",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="tracker.post",
                        verbose_name="任职",
                    ),
                ),
                ("verb", models.CharField(max_length=40, verbose_name="动作")),
                ("object_kind", models.CharField(max_length=40)),
                ("object_id", models.CharField(max_length=40)),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="tracker.item",
                        verbose_name="事项",
                    ),
                ),
                ("particulars", models.TextField(verbose_name="内容")),
                ("prev", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "履历",
                "ordering": ["-seq"],
                "indexes": [
                    models.Index(fields=["item", "-seq"], name="event_item_seq"),
                    models.Index(fields=["object_kind", "object_id"], name="event_object"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="progress_notes", to="tracker.item"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress_notes",
                        to="tracker.measure",
                    ),
                ),
                ("text", models.TextField(verbose_name="进展情况")),
                ("noted_at", models.DateTimeField(default=tracker.clock.now, verbose_name="填报时间")),
                (
                    "noted_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tracker.post"),
                ),
            ],
            options={
                "verbose_name": "进展",
                "ordering": ["-noted_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "packet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="tracker.packet",
                        verbose_name="报批单",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[("PASSWORD", "在线签字"), ("PAPER", "纸质签字")], max_length=10, verbose_name="方式"
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="tracker.person",
                        verbose_name="签字人",
                    ),
                ),
                (
                    "signer_post",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tracker.post"),
                ),
                ("sentence", models.TextField(verbose_name="签字内容")),
                ("digest", models.CharField(max_length=64)),
                ("digests", models.JSONField()),
                ("signed_at", models.DateTimeField(default=tracker.clock.now, verbose_name="签字时间")),
                ("signed_on_paper", models.DateField(blank=True, null=True, verbose_name="纸上所签日期")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                        verbose_name="录入人",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.evidence",
                        verbose_name="扫描件",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
                ("refused_at", models.DateTimeField(blank=True, null=True, verbose_name="退回时间")),
                (
                    "refused_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
                ("refused_reason", models.TextField(blank=True, verbose_name="退回理由")),
            ],
            options={
                "verbose_name": "签字",
                "ordering": ["-signed_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("method__in", ["PASSWORD", "PAPER"])), name="signature_method_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="signature_confirmed_at_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("refused_at__isnull", False), ("refused_by__isnull", False)),
                            models.Q(("refused_at__isnull", True), ("refused_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="signature_refused_at_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", "PASSWORD"), ("scan__isnull", True)),
                            models.Q(("method", "PAPER"), ("scan__isnull", False)),
                            _connector="OR",
                        ),
                        name="signature_paper_has_scan",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("refused_at", None)),
                        fields=("packet",),
                        name="signature_one_valid_per_packet",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "packet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="tracker.packet",
                        verbose_name="报批单",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="tracker.item",
                        verbose_name="事项",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PLAN", "整改方案"),
                            ("STRIKE_OFF", "销号申请"),
                            ("EXTENSION", "延期申请"),
                            ("DOCUMENT", "文件报审"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("turn", models.PositiveIntegerField(verbose_name="第几次")),
                ("cycle", models.PositiveIntegerField(default=1)),
                (
                    "strike_off_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("COMPLETED", "整改到位"),
                            ("LASTING", "转长期坚持"),
                            ("TRANSFERRED", "移交"),
                            ("INFEASIBLE", "无法整改"),
                        ],
                        max_length=12,
                        verbose_name="申请结果",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("AWAITING_SIGNATURE", "待书记签字"),
                            ("UNDER_REVIEW", "审核中"),
                            ("APPROVED", "通过"),
                            ("RETURNED", "退回"),
                            ("DECLINED", "不予签字"),
                            ("WITHDRAWN", "撤回"),
                            ("VOIDED", "终止"),
                        ],
                        default="AWAITING_SIGNATURE",
                        max_length=20,
                        verbose_name="进度",
                    ),
                ),
                (
                    "came_from",
                    models.CharField(
                        choices=[
                            ("ISSUED", "待认领"),
                            ("OBJECTED", "有异议"),
                            ("PLANNING", "制定措施"),
                            ("PLAN_REVIEW", "方案审核"),
                            ("IN_PROGRESS", "整改中"),
                            ("STRIKE_OFF_REVIEW", "销号审核"),
                            ("LASTING", "长期坚持"),
                            ("STRUCK_OFF", "已销号"),
                            ("VOID", "已作废"),
                        ],
                        max_length=20,
                    ),
                ),
                ("snapshot", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("hands", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(default=tracker.clock.now, verbose_name="提交时间")),
                (
                    "made_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tracker.post"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
            ],
            options={
                "verbose_name": "申请",
                "ordering": ["-made_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["state", "packet"],
                        name="submission_open_packet",
                    ),
                    models.Index(fields=["item", "state"], name="submission_item_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["PLAN", "STRIKE_OFF", "EXTENSION", "DOCUMENT"])),
                        name="submission_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "AWAITING_SIGNATURE",
                                    "UNDER_REVIEW",
                                    "APPROVED",
                                    "RETURNED",
                                    "DECLINED",
                                    "WITHDRAWN",
                                    "VOIDED",
                                ],
                            )
                        ),
                        name="submission_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("strike_off_kind__in", ["COMPLETED", "LASTING", "TRANSFERRED", "INFEASIBLE", ""])
                        ),
                        name="submission_strike_off_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "came_from__in",
                                [
                                    "ISSUED",
                                    "OBJECTED",
                                    "PLANNING",
                                    "PLAN_REVIEW",
                                    "IN_PROGRESS",
                                    "STRIKE_OFF_REVIEW",
                                    "LASTING",
                                    "STRUCK_OFF",
                                    "VOID",
                                ],
                            )
                        ),
                        name="submission_came_from_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="submission_ended_at_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("AWAITING_SIGNATURE", "UNDER_REVIEW")),
                            ("ended_at__isnull", False),
                            _connector="XOR",
                        ),
                        name="submission_open_xor_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "STRIKE_OFF"), ("strike_off_kind", ""), _connector="XOR"),
                        name="submission_strike_off_has_kind",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("item",), name="submission_one_open_per_item"
                    ),
                    models.UniqueConstraint(fields=("item", "kind", "turn"), name="submission_turn_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewParty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "inspection_round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="tracker.inspectionround",
                        verbose_name="轮次",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.unit",
                        verbose_name="只对单位",
                    ),
                ),
                ("step", models.PositiveIntegerField(default=1, verbose_name="次序")),
                (
                    "unit_of_party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="tracker.unit",
                        verbose_name="审核方",
                    ),
                ),
            ],
            options={
                "verbose_name": "审核方",
                "ordering": ["inspection_round", "step", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("inspection_round", "unit", "unit_of_party"), name="party_once_per_round_and_unit"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("unit", None)),
                        fields=("inspection_round", "unit_of_party"),
                        name="party_once_per_round",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="tracker.submission",
                        verbose_name="申请",
                    ),
                ),
                (
                    "unit_of_party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="tracker.unit",
                        verbose_name="审核方",
                    ),
                ),
                ("step", models.PositiveIntegerField(verbose_name="次序")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="送审时间")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="审核期限")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("APPROVE", "通过"), ("RETURN", "退回")],
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="意见")),
                ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "审核",
                "ordering": ["step", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("verdict", "")),
                        fields=["unit_of_party", "submission"],
                        name="review_pending",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["APPROVE", "RETURN", ""])), name="review_verdict_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                            models.Q(("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="review_reviewed_at_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict", ""), ("reviewed_at__isnull", False), _connector="XOR"),
                        name="review_verdict_iff_reviewed",
                    ),
                    models.UniqueConstraint(fields=("submission", "unit_of_party"), name="review_once_per_party"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="tracker.unit"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("CLERK", "联络员"),
                            ("SECRETARY", "书记"),
                            ("HANDLER", "责任人"),
                            ("REVIEWER", "审核员"),
                            ("SUPERVISOR", "巡察办"),
                            ("LEADER", "市领导"),
                            ("SYSTEM_ADMIN", "系统管理员"),
                            ("SECURITY_ADMIN", "安全管理员"),
                            ("AUDITOR", "审计员"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="内容")),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="tracker.item",
                    ),
                ),
                (
                    "packet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="tracker.packet",
                    ),
                ),
                ("sent_at", models.DateTimeField(default=tracker.clock.now, verbose_name="发出时间")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="已阅时间")),
                (
                    "read_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "通知",
                "ordering": ["-sent_at", "-pk"],
                "indexes": [models.Index(fields=["unit", "role", "read_at"], name="notice_desk")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "CLERK",
                                    "SECRETARY",
                                    "HANDLER",
                                    "REVIEWER",
                                    "SUPERVISOR",
                                    "LEADER",
                                    "SYSTEM_ADMIN",
                                    "SECURITY_ADMIN",
                                    "AUDITOR",
                                ],
                            )
                        ),
                        name="notice_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("read_at__isnull", False), ("read_by__isnull", False)),
                            models.Q(("read_at__isnull", True), ("read_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="notice_read_at_by_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="tracker.item"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tracker.unit"),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tracker.category"
                    ),
                ),
                (
                    "problem_class",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracker.problemclass",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("FEEDBACK", "反馈问题"),
                            ("ON_SITE", "立行立改交办"),
                            ("FOUND", "自查发现"),
                            ("TASK", "工作任务"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "time_frame",
                    models.CharField(
                        choices=[("IMMEDIATE", "立行立改"), ("BY_DATE", "限期整改"), ("MID_LONG", "中长期整改")],
                        max_length=12,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ISSUED", "待认领"),
                            ("OBJECTED", "有异议"),
                            ("PLANNING", "制定措施"),
                            ("PLAN_REVIEW", "方案审核"),
                            ("IN_PROGRESS", "整改中"),
                            ("STRIKE_OFF_REVIEW", "销号审核"),
                            ("LASTING", "长期坚持"),
                            ("STRUCK_OFF", "已销号"),
                            ("VOID", "已作废"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("COMPLETED", "整改到位"),
                            ("LASTING", "转长期坚持"),
                            ("TRANSFERRED", "移交"),
                            ("INFEASIBLE", "无法整改"),
                        ],
                        max_length=12,
                    ),
                ),
                ("deadline", models.DateField(blank=True, null=True)),
                ("first_deadline", models.DateField(blank=True, null=True)),
                ("due", models.DateField(blank=True, null=True)),
                ("due_stopped_on", models.DateField(blank=True, null=True)),
                ("leader", models.CharField(blank=True, max_length=200)),
                ("owner", models.CharField(blank=True, max_length=200)),
                ("patron", models.CharField(blank=True, max_length=80)),
                ("cycle", models.PositiveIntegerField()),
                ("listed", models.BooleanField()),
            ],
            options={
                "verbose_name": "事项沿革",
                "ordering": ["item", "since", "pk"],
                "indexes": [models.Index(fields=["since", "until"], name="version_span")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["FEEDBACK", "ON_SITE", "FOUND", "TASK"])),
                        name="itemversion_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("time_frame__in", ["IMMEDIATE", "BY_DATE", "MID_LONG"])),
                        name="itemversion_time_frame_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "ISSUED",
                                    "OBJECTED",
                                    "PLANNING",
                                    "PLAN_REVIEW",
                                    "IN_PROGRESS",
                                    "STRIKE_OFF_REVIEW",
                                    "LASTING",
                                    "STRUCK_OFF",
                                    "VOID",
                                ],
                            )
                        ),
                        name="itemversion_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["COMPLETED", "LASTING", "TRANSFERRED", "INFEASIBLE", ""])),
                        name="itemversion_kind_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("item",), name="version_one_open_per_item"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                        name="version_until_after_since",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "inspection_round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="tracker.inspectionround",
                        verbose_name="轮次",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="tracker.unit",
                        verbose_name="单位",
                    ),
                ),
                ("ordinal", models.PositiveIntegerField(verbose_name="本轮序号")),
                ("fed_back_on", models.DateField(verbose_name="反馈日期")),
                ("stated_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="反馈意见所列问题数")),
                ("last_number", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "反馈",
                "ordering": ["inspection_round", "ordinal"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("inspection_round", "unit"), name="feedback_once_per_round_and_unit"
                    ),
                    models.UniqueConstraint(
                        fields=("inspection_round", "ordinal"), name="feedback_ordinal_once_per_round"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                ("content", models.JSONField()),
                ("saved_at", models.DateTimeField(default=tracker.clock.now)),
            ],
            options={
                "verbose_name": "草稿",
                "ordering": ["-saved_at"],
                "constraints": [models.UniqueConstraint(fields=("user", "key"), name="draft_once_per_form")],
            },
        ),
    ]
