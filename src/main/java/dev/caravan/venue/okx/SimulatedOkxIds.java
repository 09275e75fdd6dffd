package dev.caravan.venue.okx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.FrameIdentity;
import java.io.IOException;

/**
 * Reads stream and id from a frame with a JSON parser, apart from the mapping that the recorder
 * uses, so that a mistake in one of them shows.
 *
 * <p>Books that bring no new id, and what has none, are keyed by their bytes.
 */
final class SimulatedOkxIds {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SimulatedOkxIds() {}

  static FrameIdentity identify(byte[] frame) {
    JsonNode root;
    try {
      root = JSON.readTree(frame);
    } catch (IOException noJson) {
      return FrameIdentity.byContent(StreamId.NONE, frame);
    }
    if (root == null || !root.path("arg").isObject() || !root.path("data").isArray()) {
      return FrameIdentity.byContent(StreamId.NONE, frame);
    }
    StreamId stream = stream(root.path("arg"));
    long id = id(stream.channel(), root);
    return id < 0 ? FrameIdentity.byContent(stream, frame) : new FrameIdentity(stream, id);
  }

  private static StreamId stream(JsonNode arg) {
    String channel = arg.path("channel").asText("");
    if (channel.isEmpty() || channel.equals("-") || channel.indexOf('/') >= 0) {
      return StreamId.NONE;
    }
    for (String key : new String[] {"instId", "instFamily", "uly", "instType"}) {
      if (!arg.path(key).asText("").isEmpty()) {
        return new StreamId(channel, arg.path(key).asText());
      }
    }
    return new StreamId(channel, "");
  }

  private static long id(String channel, JsonNode root) {
    JsonNode last = root.path("data").path(root.path("data").size() - 1);
    if (channel.equals("trades") || channel.equals("trades-all")) {
      return last.path("tradeId").asLong(-1);
    }
    long seqId = last.path("seqId").asLong(-1);
    if (channel.equals("books5") || channel.equals("bbo-tbt")) {
      return seqId;
    }
    long previous = root.path("data").path(0).path("prevSeqId").asLong(-1);
    boolean bringsIds = channel.startsWith("books") && previous >= 0 && seqId > previous;
    return bringsIds ? seqId : -1;
  }
}
