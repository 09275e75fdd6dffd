package dev.caravan.camel.secret;

import dev.caravan.log.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.spi.PropertiesFunction;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Resolves <code>{{secret:NAME}}</code> in a route file: the environment variable of that name, or
 * the content of the file that {@code NAME_FILE} names; masked in logs from then on.
 *
 * <p>Found by Camel through {@code META-INF/services}. Thread-safe.
 */
public final class SecretFunction extends ServiceSupport implements PropertiesFunction {

  private final Map<String, String> environment;

  public SecretFunction() {
    this(System.getenv());
  }

  SecretFunction(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public String getName() {
    return "secret";
  }

  @Override
  public String apply(String name) {
    String value = environment.get(name);
    String file = environment.get(name + "_FILE");
    if (value == null && file != null) {
      try {
        value = Files.readString(Path.of(file)).strip();
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "secret not readable: " + name + "_FILE names a file that cannot be read", e);
      }
    }
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "secret missing: set the environment variable " + name + ", or " + name + "_FILE");
    }
    Redaction.register(value);
    return value;
  }
}
