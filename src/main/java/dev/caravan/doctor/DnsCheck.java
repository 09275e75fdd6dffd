package dev.caravan.doctor;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Looks up every name that will be connected to; an address needs none. */
public final class DnsCheck implements Check {

  private static final int SHOWN = 2;

  private final Set<String> hosts;

  public DnsCheck(Set<String> hosts) {
    this.hosts = new TreeSet<>(hosts);
  }

  @Override
  public String name() {
    return "dns";
  }

  @Override
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    for (String host : hosts) {
      if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
        continue;
      }
      try {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        findings.add(
            Finding.ok(
                name(),
                host
                    + " is "
                    + Arrays.stream(addresses)
                        .limit(SHOWN)
                        .map(InetAddress::getHostAddress)
                        .collect(Collectors.joining(", "))));
      } catch (UnknownHostException e) {
        findings.add(
            Finding.fail(
                name(),
                host + " is not found",
                "is the network up? look at: resolvectl query " + host));
      }
    }
    return findings.isEmpty() ? List.of(Finding.ok(name(), "no names to look up")) : findings;
  }
}
