package dev.quorumvip.agent.cli.doctor;

/** Whether the kernel has nf_tables, of which the kernel fence is made. */
record NfTablesCheck(HostFiles host) implements Check {
    private static final String WHAT = "nf_tables";

    @Override
    public Finding run() {
        if (host.exists("/sys/module/nf_tables") || isInKernelImage()) {
            return Finding.ok(WHAT, "in the kernel");
        }
        String modules =
                "/lib/modules/" + host.read("/proc/sys/kernel/osrelease").orElse("");
        boolean loadable = host.lines(modules + "/modules.dep").stream()
                        .anyMatch(line -> line.contains("/nf_tables.ko"))
                || host.lines(modules + "/modules.builtin").stream().anyMatch(line -> line.contains("/nf_tables.ko"));
        return loadable
                ? Finding.ok(WHAT, "can be loaded")
                : Finding.warn(
                        WHAT,
                        "not found: the address lifetime, in whole seconds, is the kernel's only fence",
                        "modprobe nf_tables, or use a kernel with CONFIG_NF_TABLES");
    }

    /** proc_kallsyms(5) shows the names to every user, and the addresses to root only. */
    private boolean isInKernelImage() {
        return host.lines("/proc/kallsyms").stream().anyMatch(line -> line.contains(" nf_tables_"));
    }
}
