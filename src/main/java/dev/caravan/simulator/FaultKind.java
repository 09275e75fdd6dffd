package dev.caravan.simulator;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The faults that can be named, and what their value means. */
enum FaultKind {
  /** Frames are made but not sent. */
  MUTE("mute", Value.NONE, 0),
  /** Connections are closed; the value says how many times, spread over the length. */
  DISCONNECT("disconnect", Value.COUNT, 1),
  /** The value is the share of frames that garbage follows. */
  GARBAGE("garbage", Value.SHARE, 0.001),
  /** Connects get 503; with a stream, its subscription gets an error. */
  REFUSE("refuse", Value.NONE, 0),
  /** The value is the share of frames that are made but not sent. */
  GAP("gap", Value.SHARE, 0.001),
  /** Frames are sent later, by the value in milliseconds. */
  SLOW("slow", Value.DELAY, 200),
  DROP("drop"),
  DOUBLE("double"),
  REORDER("reorder"),
  HALF_OPEN("half-open"),
  ACK_SILENT("ack-silent"),
  SHUTDOWN_EVENT("shutdown-event"),
  LIFETIME("lifetime"),
  STATUS_429("429"),
  STATUS_418("418");

  /** How a value is written. */
  enum Value {
    NONE,
    COUNT,
    SHARE,
    DELAY
  }

  private final String label;
  private final Value value;
  private final double defaultValue;
  private final boolean isBuilt;

  FaultKind(String label, Value value, double defaultValue) {
    this.label = label;
    this.value = value;
    this.defaultValue = defaultValue;
    this.isBuilt = true;
  }

  FaultKind(String label) {
    this.label = label;
    this.value = Value.NONE;
    this.defaultValue = 0;
    this.isBuilt = false;
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

  boolean isBuilt() {
    return isBuilt;
  }

  static Optional<FaultKind> labelled(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
  }

  static String usable() {
    return Arrays.stream(values())
        .filter(FaultKind::isBuilt)
        .map(FaultKind::label)
        .collect(Collectors.joining(", "));
  }
}
