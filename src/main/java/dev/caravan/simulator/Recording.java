package dev.caravan.simulator;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What was recorded of one venue, to be served again in its order. */
public interface Recording {

  /**
   * A book that was fetched over REST.
   *
   * @param symbol as REST spells it
   * @param body the venue's answer; must not be written
   */
  record Answer(String symbol, byte[] body) {
    public Answer {
      requireNonNull(symbol, "symbol");
      requireNonNull(body, "body");
    }
  }

  /** The streams whose frames come; empty where only the frames themselves say it. */
  List<StreamId> streams();

  /**
   * Answers that lie at the beginning, in order; served until the first one of their symbol was
   * passed.
   */
  List<Answer> firstAnswers();

  /** Starts to read at the beginning. */
  Tape open();

  /**
   * Reads recorded frames, one a line, into memory.
   *
   * @throws IOException if there is no such file, it cannot be read or it has no line
   */
  static Recording read(Path file) throws IOException {
    return RecordedLines.read(file);
  }
}
