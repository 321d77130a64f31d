import Testing

@testable import Scheduling

@Suite struct ProcessorSetTests {
    @Test(
        arguments: [
            ("max 100000\n", nil), ("150000 100000\n", 1.5), ("50000 100000", 0.5), ("", nil),
            ("100000", nil), ("0 100000", nil), ("x y", nil), ("100000 0", nil),
        ] as [(String, Double?)]
    )
    func version2Limits(text: String, limit: Double?) {
        #expect(CgroupQuota.limit(cpuMax: text) == limit)
    }

    @Test func theTightestLimitUpTheTreeCounts() {
        let files = [
            "/sys/fs/cgroup/a/b/cpu.max": "400000 100000\n",
            "/sys/fs/cgroup/a/cpu.max": "200000 100000\n",
        ]
        #expect(CgroupQuota.quota(membership: "0::/a/b\n") { files[$0] } == 2)
        #expect(CgroupQuota.quota(membership: "0::/\n") { files[$0] } == nil)
        // Within a container the group's own file lies at the root.
        #expect(
            CgroupQuota.quota(membership: "0::/docker/1\n") { path in
                path == "/sys/fs/cgroup/cpu.max" ? "150000 100000" : nil
            } == 1.5
        )
    }

    @Test func version1Limits() {
        let membership = "9:name=systemd:/\n4:cpu,cpuacct:/box\n3:cpuset:/box\n0::/\n"
        let files = [
            "/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us": "250000\n",
            "/sys/fs/cgroup/cpu/box/cpu.cfs_period_us": "100000\n",
            "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
            "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        ]
        #expect(CgroupQuota.quota(membership: membership) { files[$0] } == 2.5)
        #expect(CgroupQuota.quota(membership: "not a membership\n\n") { files[$0] } == nil)
    }

    @Test func aQuotaTakesAsManyCPUsAsItFills() {
        #expect(ProcessorSet(allowed: [0, 2, 5, 7], quota: nil).cpus == [0, 2, 5, 7])
        #expect(ProcessorSet(allowed: [0, 2, 5, 7], quota: 2.5).cpus == [0, 2, 5])
        #expect(ProcessorSet(allowed: [0, 2, 5, 7], quota: 2).cpus == [0, 2])
        #expect(ProcessorSet(allowed: [0, 2, 5, 7], quota: 0.1).cpus == [0])
        #expect(ProcessorSet(allowed: [3], quota: 64).cpus == [3])
    }
}
