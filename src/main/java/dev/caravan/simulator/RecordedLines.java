package dev.caravan.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.github.luben.zstd.ZstdInputStream;
import dev.caravan.instrument.StreamId;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Recorded frames, one a line, and the REST answers recorded beside them.
 *
 * <p>Shape: {@code NAME.ndjson} or {@code NAME.ndjson.zst}, each line a frame as received; beside
 * it, if there, {@code NAME.rest.ndjson} or {@code NAME.rest.ndjson.zst}, each line {@code
 * {"url":…,"symbol":…,"after_ws_line":n,"body":…}} with the number of frames received before.
 */
final class RecordedLines implements Recording {

  /** An answer with the number of frames before it. */
  private record Placed(long afterLine, Answer answer) {}

  private static final JsonFactory JSON = new JsonFactory();
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int SHOWN_BYTES = 80;

  /** What venues call the symbol that is asked about. */
  private static final List<String> SYMBOL_PARAMETERS =
      List.of("symbol", "contract", "currency_pair", "instId");

  private final List<byte[]> frames;
  private final List<Placed> answers;

  private RecordedLines(List<byte[]> frames, List<Placed> answers) {
    this.frames = List.copyOf(frames);
    this.answers = List.copyOf(answers);
  }

  static RecordedLines read(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(
          "no file to serve: file=" + file + "; name a readable .ndjson or .ndjson.zst file");
    }
    List<byte[]> frames = lines(file);
    if (frames.isEmpty()) {
      throw new IOException("nothing to serve: file=" + file + " lines=0; name another file");
    }
    String name = file.getFileName().toString().replaceFirst("\\.ndjson(\\.zst)?$", "");
    List<Placed> answers = new ArrayList<>();
    for (String ending : List.of(".rest.ndjson", ".rest.ndjson.zst")) {
      Path rest = file.resolveSibling(name + ending);
      if (Files.exists(rest) && answers.isEmpty()) {
        lines(rest).forEach(line -> addAnswer(line, answers));
      }
    }
    return new RecordedLines(frames, answers);
  }

  /** {@code {"url":…,"symbol":"ETHUSDT","after_ws_line":5,"body":{"lastUpdateId":…}}}. */
  private static void addAnswer(byte[] line, List<Placed> answers) {
    String url = "";
    String symbol = "";
    long afterLine = 0;
    byte[] body = new byte[0];
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "url" -> url = value == JsonToken.VALUE_STRING ? json.getText() : "";
          case "symbol" -> symbol = value == JsonToken.VALUE_STRING ? json.getText() : "";
          case "after_ws_line" -> afterLine = json.getLongValue();
          case "body" -> {
            int from = (int) json.currentTokenLocation().getByteOffset();
            json.skipChildren();
            body = Arrays.copyOfRange(line, from, (int) json.currentLocation().getByteOffset());
          }
          default -> json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "recorded REST answer is not JSON: line starts with "
              + new String(line, 0, Math.min(line.length, SHOWN_BYTES), StandardCharsets.UTF_8),
          e);
    }
    Map<String, List<String>> asked = new QueryStringDecoder(url).parameters();
    String named =
        SYMBOL_PARAMETERS.stream()
            .flatMap(parameter -> asked.getOrDefault(parameter, List.of()).stream())
            .findFirst()
            .orElse("");
    String of = symbol.isEmpty() ? named : symbol;
    answers.add(new Placed(afterLine, new Answer(of, body)));
  }

  private static List<byte[]> lines(Path file) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    try (InputStream plain = open(file)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int read = plain.read(chunk); read >= 0; read = plain.read(chunk)) {
        int start = 0;
        for (int i = 0; i < read; i++) {
          if (chunk[i] == '\n') {
            line.write(chunk, start, i - start);
            addLine(line, lines);
            start = i + 1;
          }
        }
        line.write(chunk, start, read - start);
      }
      addLine(line, lines);
    }
    return lines;
  }

  private static void addLine(ByteArrayOutputStream line, List<byte[]> lines) {
    if (line.size() > 0) {
      lines.add(line.toByteArray());
      line.reset();
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), CHUNK_BYTES);
    if (!file.toString().endsWith(".zst")) {
      return raw;
    }
    try {
      return new ZstdInputStream(raw);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  @Override
  public List<StreamId> streams() {
    return List.of();
  }

  @Override
  public List<Answer> firstAnswers() {
    return answers.stream().map(Placed::answer).toList();
  }

  @Override
  public Tape open() {
    return new Lines();
  }

  /** Frames in the order of the file, each answer before the frame that followed it. */
  private final class Lines implements Tape {
    private final boolean[] isPassed = new boolean[answers.size()];
    private int line = -1;
    private int answer;

    @Override
    public Item next() {
      for (int i = 0; i < answers.size(); i++) {
        if (!isPassed[i] && answers.get(i).afterLine() <= line + 1) {
          isPassed[i] = true;
          answer = i;
          return Item.ANSWER;
        }
      }
      line = Math.min(line + 1, frames.size());
      return line == frames.size() ? Item.END : Item.FRAME;
    }

    @Override
    public StreamId stream() {
      return StreamId.NONE;
    }

    @Override
    public long receiveTimeNs() {
      return UNTIMED;
    }

    @Override
    public byte[] bytes() {
      return frames.get(line);
    }

    @Override
    public int offset() {
      return 0;
    }

    @Override
    public int length() {
      return bytes().length;
    }

    @Override
    public boolean isBinary() {
      return false;
    }

    @Override
    public Answer answer() {
      return answers.get(answer).answer();
    }

    @Override
    public void close() {}
  }
}
