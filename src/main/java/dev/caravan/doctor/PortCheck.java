package dev.caravan.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Looks whether the web port is free, and says who could reach it. */
public final class PortCheck implements Check {

  private final String host;
  private final int port;

  public PortCheck(String host, int port) {
    this.host = host;
    this.port = port;
  }

  @Override
  public String name() {
    return "port";
  }

  @Override
  public List<Finding> look() {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      return List.of(
          Finding.fail(
              name(),
              "caravan.http.host=" + host + " is no address of this machine",
              "set it to 127.0.0.1"));
    }
    List<Finding> findings = new ArrayList<>();
    try (ServerSocket probe = new ServerSocket(port, 1, address)) {
      findings.add(
          Finding.ok(
              name(),
              port == 0
                  ? "a free one of " + host + " will be taken"
                  : host + ":" + probe.getLocalPort() + " is free"));
    } catch (IOException e) {
      return List.of(
          Finding.fail(
              name(),
              host + ":" + port + " cannot be used: " + e.getMessage(),
              "set caravan.http.port to another one, or to 0 for any free one"));
    }
    if (!address.isLoopbackAddress()) {
      findings.add(
          Finding.warn(
              name(),
              host + " is open to other machines, without password and encryption",
              "keep 127.0.0.1 and put nginx in front of it, see deploy/README.md"));
    }
    return findings;
  }
}
