package dev.caravan.venue.gateio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Recognition.Kind;
import dev.caravan.instrument.StreamId;
import dev.caravan.manifest.FrameIds;
import dev.caravan.testing.Captures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real capture, read by the mapping, beside what its description states. */
record GateioCapture(JsonNode stated, List<Message> messages, List<JsonNode> rest) {

  static final ObjectMapper JSON = new ObjectMapper();

  /** One message; {@code line} counts from 1. */
  record Message(
      int line, Kind kind, StreamId stream, FrameIds ids, long venueTimeMs, byte[] bytes) {}

  /** Skips the test where there are no captures. */
  static GateioCapture read(String name) throws IOException {
    Path description = Captures.file("gateio/" + name + ".meta.json");
    JsonNode stated = JSON.readTree(description.toFile());
    GateioMapping mapping = new GateioMapping();
    Recognition recognition = new Recognition();
    List<Message> messages = new ArrayList<>();
    for (byte[] bytes : Captures.lines(description.resolveSibling(name + ".ndjson"))) {
      mapping.recognise(bytes, 0, bytes.length, recognition);
      messages.add(
          new Message(
              messages.size() + 1,
              recognition.kind(),
              recognition.stream(),
              FrameIds.of(recognition),
              mapping.venueTimeMs(recognition.stream(), bytes, 0, bytes.length),
              bytes));
    }
    List<JsonNode> rest = new ArrayList<>();
    if (stated.has("rest_file")) {
      for (byte[] line : Captures.lines(description.resolveSibling(name + ".rest.ndjson"))) {
        rest.add(JSON.readTree(line));
      }
    }
    return new GateioCapture(stated, messages, rest);
  }

  List<Message> of(String channel, String symbol) {
    return messages.stream()
        .filter(message -> message.stream().equals(new StreamId(channel, symbol)))
        .toList();
  }
}
