package dev.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.config.ConfigException;
import dev.caravan.journal.DataLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows a running daemon on one screen. */
@Command(
    name = "status",
    description = "Show a running daemon on one screen.",
    footer = {
      "",
      "Exit code: 0 ready, 1 not ready, 2 no daemon answers.",
      "Example:",
      "  java -jar caravan.jar status --data /srv/caravan"
    },
    mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @Mixin private ConfigFiles files = new ConfigFiles();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Address of the daemon. Default: as its data folder says.")
  private @Nullable URI url;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      URI address = url != null ? url : address();
      HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
      HttpRequest request =
          HttpRequest.newBuilder(address.resolve("/status.json")).timeout(TIMEOUT).build();
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        err.println("the daemon refused: url=" + address + " HTTP " + response.statusCode());
        return 2;
      }
      JsonNode status = new ObjectMapper().readTree(response.body());
      return StatusScreen.print(status, address, out) ? 0 : 1;
    } catch (ConfigException e) {
      e.problems().forEach(problem -> err.println("config: " + problem));
      return 2;
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      err.println(
          "no daemon answers: " + reason + "; is it running, and is --data or --url right?");
      return 2;
    }
  }

  private URI address() throws ConfigException, IOException {
    Path dataDir = Path.of(files.load().config().text("caravan.data-dir"));
    Optional<DataLock.Holder> holder = DataLock.holder(dataDir);
    return holder
        .map(DataLock.Holder::http)
        .filter(http -> !http.isEmpty())
        .map(URI::create)
        .orElseThrow(() -> new IOException("no address of a running daemon in dataDir=" + dataDir));
  }
}
