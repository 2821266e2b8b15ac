package dev.quorumvip.agent.rest;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * Finds addresses of names as the JDK does, and never names of addresses.
 *
 * <p>The JDK's HTTPS server asks DNS for the name of every client that connects ({@code SSLStreams}: {@code
 * addr.getHostName()}), and needs it for nothing. Where no name server answers, as in the middle of the very faults that
 * an agent is for, each connection would wait for that, for seconds. Found by the service loader.
 */
public final class NoReverseLookup extends InetAddressResolverProvider {
    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver ofTheJdk = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                return ofTheJdk.lookupByName(host, policy);
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                throw new UnknownHostException("names of addresses are not asked for");
            }
        };
    }

    @Override
    public String name() {
        return "addresses of names, never names of addresses";
    }
}
