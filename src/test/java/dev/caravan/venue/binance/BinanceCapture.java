package dev.caravan.venue.binance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Recognition.Kind;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.manifest.FrameIds;
import dev.caravan.testing.Captures;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A real capture, read by the mapping of its venue, beside what its description states. */
record BinanceCapture(String venue, JsonNode stated, List<Message> messages, List<JsonNode> rest) {

  static final ObjectMapper JSON = new ObjectMapper();

  /** Every capture of both venues that has messages. */
  static final List<String> ALL =
      List.of(
          "binance-spot/crypto_msg_parser_binance_spot",
          "binance-spot/cryptofeed_binance_20210417",
          "binance-spot/cryptofeed_binance_us_202110",
          "binance-spot/hftbacktest_spot_ethusdt_20240808",
          "binance-spot/xchange_binance",
          "binance-usdm/crypto_msg_parser_binance_usdm",
          "binance-usdm/cryptofeed_binance_futures_20210417",
          "binance-usdm/hftbacktest_usdm_ethusdt_20240808");

  /** One message; {@code line} counts from 1. */
  record Message(
      int line,
      Kind kind,
      StreamId stream,
      Sequencing proves,
      FrameIds ids,
      long venueTimeMs,
      byte[] bytes) {}

  /** Skips the test where there are no captures. */
  static BinanceCapture read(String name) throws IOException {
    JsonNode stated = JSON.readTree(Captures.file(name + ".meta.json").toFile());
    String venue = name.substring(0, name.indexOf('/'));
    Mapping mapping = Venues.mapping(venue);
    Recognition recognition = new Recognition();
    List<Message> messages = new ArrayList<>();
    for (byte[] bytes : Captures.lines(sibling(name, stated.path("file").asText()))) {
      mapping.recognise(bytes, 0, bytes.length, recognition);
      messages.add(
          new Message(
              messages.size() + 1,
              recognition.kind(),
              recognition.stream(),
              mapping.sequencing(recognition.stream().channel()),
              FrameIds.of(recognition),
              mapping.venueTimeMs(recognition.stream(), bytes, 0, bytes.length),
              bytes));
    }
    List<JsonNode> rest = new ArrayList<>();
    if (stated.has("rest_file")) {
      for (byte[] line : Captures.lines(sibling(name, stated.path("rest_file").asText()))) {
        rest.add(JSON.readTree(line));
      }
    }
    return new BinanceCapture(venue, stated, messages, rest);
  }

  private static Path sibling(String name, String file) {
    Path found = Captures.file(name + ".meta.json").resolveSibling(file);
    if (!Files.isReadable(found)) {
      throw new IllegalStateException("the capture's description names a file that is not there");
    }
    return found;
  }

  /** The messages of each stream whose ids prove that nothing is missing. */
  Map<StreamId, List<Message>> contiguousStreams() {
    return messages.stream()
        .filter(message -> message.proves() == Sequencing.CONTIGUOUS)
        .collect(Collectors.groupingBy(Message::stream, LinkedHashMap::new, Collectors.toList()));
  }

  /** The data messages of one kind of channel and one symbol, in order of arrival. */
  List<Message> of(String channelStart, String symbol) {
    return messages.stream()
        .filter(
            message ->
                message.kind() == Kind.DATA
                    && message.stream().symbol().equals(symbol)
                    && message.stream().channel().startsWith(channelStart))
        .toList();
  }
}
