package dev.caravan.simulator;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The faults that can be named, what their value means, and to what they can be limited. */
enum FaultKind {
  /** The value is the share of frames that one connection loses; each connection loses others. */
  DROP("drop", Value.SHARE, 0.001, Limit.STREAM_AND_PLACE),
  /** The value is the share of frames that are sent twice, one behind the other. */
  DOUBLE("double", Value.SHARE, 0.001, Limit.STREAM_AND_PLACE),
  /** The value is the share of frames that change places with the next one of their stream. */
  REORDER("reorder", Value.SHARE, 0.001, Limit.STREAM_AND_PLACE),
  /** The value is the share of frames that are made but sent to nobody. */
  GAP("gap", Value.SHARE, 0.001, Limit.STREAM_AND_PLACE),
  /** The value is the share of frames that garbage follows. */
  GARBAGE("garbage", Value.SHARE, 0.001, Limit.STREAM_AND_PLACE),
  /** Frames are made but not sent. */
  MUTE("mute", Value.NONE, 0, Limit.STREAM_AND_PLACE),
  /** Connections stay open and say nothing more; the value says how many times, as below. */
  HALF_OPEN("half-open", Value.COUNT, 1, Limit.STREAM_AND_PLACE),
  /** Connections are closed; the value says how many times, spread over the length. */
  DISCONNECT("disconnect", Value.COUNT, 1, Limit.STREAM_AND_PLACE),
  /** Frames are sent later, by the value in milliseconds. */
  SLOW("slow", Value.TIME, 200, Limit.STREAM_AND_PLACE),
  /** Connects get 503; with a stream, its subscription gets an error. */
  REFUSE("refuse", Value.NONE, 0, Limit.STREAM),
  /** Subscriptions made meanwhile are acknowledged, and nothing comes until they are repeated. */
  ACK_SILENT("ack-silent", Value.NONE, 0, Limit.STREAM_AND_PLACE),
  /** The venue says that it will close, and does after the value in milliseconds. */
  SHUTDOWN_EVENT("shutdown-event", Value.TIME, 10_000, Limit.STREAM_AND_PLACE),
  /** Connections opened meanwhile are closed at the age of the value in milliseconds. */
  LIFETIME("lifetime", Value.TIME, 5_000, Limit.PLACE),
  /** REST answers 429; the value is what Retry-After says, in milliseconds. */
  STATUS_429("429", Value.TIME, 5_000, Limit.NONE),
  /** REST and connects get 418, as a banned address does; the value as above. */
  STATUS_418("418", Value.TIME, 120_000, Limit.NONE);

  /** How a value is written. */
  enum Value {
    NONE,
    COUNT,
    SHARE,
    TIME
  }

  /** What a fault can be limited to. */
  enum Limit {
    NONE,
    STREAM,
    PLACE,
    STREAM_AND_PLACE
  }

  private final String label;
  private final Value value;
  private final double defaultValue;
  private final Limit limit;

  FaultKind(String label, Value value, double defaultValue, Limit limit) {
    this.label = label;
    this.value = value;
    this.defaultValue = defaultValue;
    this.limit = limit;
  }

  String label() {
    return label;
  }

  Value value() {
    return value;
  }

  double defaultValue() {
    return defaultValue;
  }

  boolean canBeLimitedToAStream() {
    return limit == Limit.STREAM || limit == Limit.STREAM_AND_PLACE;
  }

  boolean canBeLimitedToAPlace() {
    return limit == Limit.PLACE || limit == Limit.STREAM_AND_PLACE;
  }

  /** Whether it happens at moments, not to frames or requests. */
  boolean isEvent() {
    return this == DISCONNECT || this == HALF_OPEN || this == SHUTDOWN_EVENT;
  }

  static Optional<FaultKind> labelled(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
  }

  static String all() {
    return Arrays.stream(values()).map(FaultKind::label).collect(Collectors.joining(", "));
  }
}
