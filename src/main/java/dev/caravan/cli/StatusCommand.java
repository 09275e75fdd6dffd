package dev.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.config.CaravanConfig;
import dev.caravan.config.ConfigException;
import dev.caravan.config.HttpAddress;
import dev.caravan.journal.DataLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows a running daemon on one screen. */
@Command(
    name = "status",
    description = {
      "Show a running daemon on one screen: is it recording, is anything missing, how full is the"
          + " disk, what happened last night; then venues, connections, journals and streams, the"
          + " troubled ones first."
    },
    footer = {
      "",
      "Exit code: 0 healthy, 1 not healthy, 2 no daemon answers.",
      "Examples:",
      "  java -jar caravan.jar status --data /srv/caravan",
      "  java -jar caravan.jar status --watch"
    },
    mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

  @Mixin private ConfigFiles files = new ConfigFiles();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Address of the daemon. Default: as its data folder says, else caravan.http.host and"
              + " .port.")
  private @Nullable URI url;

  @Option(names = "--json", description = "Print what the daemon serves as /status.json.")
  private boolean json;

  @Option(
      names = "--watch",
      arity = "0..1",
      paramLabel = "SECONDS",
      fallbackValue = "2",
      description = "Show it anew every 2 or SECONDS seconds, until Ctrl-C.")
  private int watchSeconds;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      URI address = url != null ? url : address();
      HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
      int result = show(client, address);
      while (watchSeconds > 0) {
        TimeUnit.SECONDS.sleep(watchSeconds);
        result = show(client, address);
      }
      return result;
    } catch (ConfigException e) {
      e.problems().forEach(problem -> err.println("config: " + problem));
      return 2;
    } catch (IOException e) {
      err.println(e.getMessage());
      return 2;
    }
  }

  private int show(HttpClient client, URI address) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    byte[] body;
    try {
      HttpResponse<byte[]> response =
          client.send(
              HttpRequest.newBuilder(address.resolve("/status.json")).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        err.println(
            "the daemon refused: url="
                + address
                + " HTTP "
                + response.statusCode()
                + "; ask it on the machine where it runs, or look at caravan.http.allowed-hosts");
        return 2;
      }
      body = response.body();
      JsonNode status = new ObjectMapper().readTree(body);
      if (!status.path("formatVersion").isNumber()) {
        throw new IOException("the answer is no status");
      }
      if (watchSeconds > 0 && !json && Terminal.isInteractive()) {
        out.print(CLEAR_SCREEN);
      }
      if (json) {
        out.println(new String(body, StandardCharsets.UTF_8));
        out.flush();
        return status.path("health").path("ready").asBoolean() ? 0 : 1;
      }
      return StatusScreen.print(status, address, out) ? 0 : 1;
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      err.println(
          "no daemon answers at "
              + address
              + ": "
              + reason
              + "; is it running, and is --data or --url right?");
      return 2;
    }
  }

  /** The data folder knows also a port that was free by chance; the configuration is the guess. */
  private URI address() throws ConfigException, IOException {
    CaravanConfig config = files.load().config();
    Path dataDir = Path.of(config.text("caravan.data-dir"));
    Optional<String> told =
        DataLock.holder(dataDir).map(DataLock.Holder::http).filter(http -> !http.isEmpty());
    if (told.isPresent()) {
      return URI.create(told.get());
    }
    int port = config.number("caravan.http.port");
    if (port == 0) {
      throw new IOException(
          "no daemon records into dataDir=" + dataDir + "; start run, or give --data or --url");
    }
    return URI.create(HttpAddress.of(config.text("caravan.http.host"), port));
  }
}
