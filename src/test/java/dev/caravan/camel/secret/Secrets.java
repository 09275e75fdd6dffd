package dev.caravan.camel.secret;

import java.util.Map;

/** Makes the function with an environment of the test's. */
public final class Secrets {

  private Secrets() {}

  public static SecretFunction of(Map<String, String> environment) {
    return new SecretFunction(environment);
  }
}
