package dev.caravan.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.instrument.StreamId;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes ledger files.
 *
 * <p>Shape: {@code {"formatVersion":1,"venue":"binance-spot","seed":1, "streams":[{"stream":
 * "trade/BTCUSDT","produced":n,"keys":[[first,step,count],…]}], "connections":[{"number":1,
 * "streams":[{"stream":"trade/BTCUSDT","sent":n,"keys":[[first,step,count],…]}]}]}}}
 */
final class LedgerFile {

  private static final JsonFactory JSON = new JsonFactory();

  private LedgerFile() {}

  static void write(Ledger ledger, Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16);
        JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("formatVersion", Ledger.FORMAT_VERSION);
      json.writeStringField("venue", ledger.venue());
      json.writeNumberField("seed", ledger.seed());
      writeStreams(json, ledger.streams(), "produced");
      json.writeArrayFieldStart("connections");
      for (Ledger.Connection connection : ledger.connections()) {
        json.writeStartObject();
        json.writeNumberField("number", connection.number());
        writeStreams(json, connection.streams(), "sent");
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void writeStreams(
      JsonGenerator json, List<Ledger.Stream> streams, String countName) throws IOException {
    json.writeArrayFieldStart("streams");
    for (Ledger.Stream stream : streams) {
      KeyRuns keys = stream.keys();
      json.writeStartObject();
      json.writeStringField("stream", stream.stream().toString());
      json.writeNumberField(countName, keys.count());
      json.writeArrayFieldStart("keys");
      for (int run = 0; run < keys.runs(); run++) {
        json.writeStartArray();
        json.writeNumber(keys.runFirst(run));
        json.writeNumber(keys.runStep(run));
        json.writeNumber(keys.runCount(run));
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static Ledger read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        JsonParser json = JSON.createParser(in)) {
      return new Reader(file, json).ledger();
    }
  }

  /** Walks the tokens of one ledger file; used once. */
  private static final class Reader {
    private final Path file;
    private final JsonParser json;

    Reader(Path file, JsonParser json) {
      this.file = file;
      this.json = json;
    }

    Ledger ledger() throws IOException {
      long version = -1;
      String venue = "";
      long seed = 0;
      List<Ledger.Stream> streams = List.of();
      List<Ledger.Connection> connections = new ArrayList<>();
      expect(json.nextToken(), JsonToken.START_OBJECT);
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        switch (name) {
          case "formatVersion" -> version = number();
          case "venue" -> venue = text();
          case "seed" -> seed = number();
          case "streams" -> streams = streams();
          case "connections" -> {
            expect(json.currentToken(), JsonToken.START_ARRAY);
            while (json.nextToken() != JsonToken.END_ARRAY) {
              connections.add(connection());
            }
          }
          default -> json.skipChildren();
        }
      }
      expect(json.currentToken(), JsonToken.END_OBJECT);
      if (version != Ledger.FORMAT_VERSION) {
        throw damaged(
            "formatVersion=" + version + ", this software reads " + Ledger.FORMAT_VERSION);
      }
      return new Ledger(venue, seed, streams, connections);
    }

    private Ledger.Connection connection() throws IOException {
      long number = 0;
      List<Ledger.Stream> streams = List.of();
      expect(json.currentToken(), JsonToken.START_OBJECT);
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        switch (name) {
          case "number" -> number = number();
          case "streams" -> streams = streams();
          default -> json.skipChildren();
        }
      }
      expect(json.currentToken(), JsonToken.END_OBJECT);
      return new Ledger.Connection((int) number, streams);
    }

    private List<Ledger.Stream> streams() throws IOException {
      List<Ledger.Stream> streams = new ArrayList<>();
      expect(json.currentToken(), JsonToken.START_ARRAY);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        streams.add(stream());
      }
      return streams;
    }

    private Ledger.Stream stream() throws IOException {
      String stream = "";
      long count = -1;
      KeyRuns keys = KeyRuns.EMPTY;
      expect(json.currentToken(), JsonToken.START_OBJECT);
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        switch (name) {
          case "stream" -> stream = text();
          case "produced", "sent" -> count = number();
          case "keys" -> keys = keys();
          default -> json.skipChildren();
        }
      }
      expect(json.currentToken(), JsonToken.END_OBJECT);
      if (keys.count() != count) {
        throw damaged("stream " + stream + " states " + count + " keys, holds " + keys.count());
      }
      return new Ledger.Stream(streamId(stream), keys);
    }

    private KeyRuns keys() throws IOException {
      KeyRuns.Builder keys = new KeyRuns.Builder();
      expect(json.currentToken(), JsonToken.START_ARRAY);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        expect(json.currentToken(), JsonToken.START_ARRAY);
        long first = nextNumber();
        long step = nextNumber();
        long count = nextNumber();
        expect(json.nextToken(), JsonToken.END_ARRAY);
        try {
          keys.addRun(first, step, count);
        } catch (IllegalArgumentException e) {
          throw damaged(String.valueOf(e.getMessage()));
        }
      }
      return keys.build();
    }

    private StreamId streamId(String text) throws IOException {
      try {
        return StreamId.parse(text);
      } catch (IllegalArgumentException e) {
        throw damaged(String.valueOf(e.getMessage()));
      }
    }

    private long nextNumber() throws IOException {
      json.nextToken();
      return number();
    }

    private long number() throws IOException {
      expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT);
      return json.getLongValue();
    }

    private String text() throws IOException {
      expect(json.currentToken(), JsonToken.VALUE_STRING);
      return json.getText();
    }

    private void expect(@Nullable JsonToken token, JsonToken wanted) throws IOException {
      if (token != wanted) {
        throw damaged("expected " + wanted + " but found " + token);
      }
    }

    private IOException damaged(String reason) {
      return new IOException(
          "ledger unreadable: file="
              + file
              + " line="
              + json.currentLocation().getLineNr()
              + " column="
              + json.currentLocation().getColumnNr()
              + ": "
              + reason
              + "; run the simulator again with --ledger");
    }
  }
}
