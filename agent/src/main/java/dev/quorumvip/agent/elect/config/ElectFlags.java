package dev.quorumvip.agent.elect.config;

import org.jspecify.annotations.Nullable;

/**
 * The command line as it was typed; null for what was not given.
 *
 * @param bind whether this program is to hold the VIP itself
 */
public record ElectFlags(
        @Nullable String vipManagerConfig,
        @Nullable String checkId,
        @Nullable String checkUrl,
        @Nullable String checkInterval,
        @Nullable String ttl,
        @Nullable String lockDelay,
        @Nullable String livenessTtl,
        @Nullable String addr,
        @Nullable String token,
        @Nullable String tokenFile,
        @Nullable String hostname,
        boolean bind,
        @Nullable String kernelFence,
        @Nullable String bindHttp,
        @Nullable String logFormat,
        @Nullable String logLevel) {}
