package dev.caravan.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.caravan.ledger.FrameKeys;
import java.util.ArrayList;
import java.util.List;

/** Makes the frames of a synthetic market, stream by stream in turn; not thread-safe. */
public final class WrittenFrames implements FrameSource {

  /** Writes the next frame of one stream. */
  @FunctionalInterface
  public interface Writer {

    /**
     * Writes a frame.
     *
     * @return its id, or -1 where it has none
     */
    long write(long timeMs, StringBuilder into);
  }

  private final boolean isBinary;
  private final List<MarketStream> streams = new ArrayList<>();
  private final List<Writer> writers = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private int nextStream;

  /**
   * Starts without a stream.
   *
   * @param isBinary whether frames go out with the opcode of binary ones
   */
  public WrittenFrames(boolean isBinary) {
    this.isBinary = isBinary;
  }

  /** One more stream; none is added once frames are made. */
  public void add(MarketStream stream, Writer writer) {
    streams.add(requireNonNull(stream, "stream"));
    writers.add(requireNonNull(writer, "writer"));
  }

  @Override
  public List<MarketStream> streams() {
    return streams;
  }

  @Override
  public boolean next(long timeMs, MarketFrame into) {
    int number = nextStream;
    nextStream = (nextStream + 1) % writers.size();
    text.setLength(0);
    long id = writers.get(number).write(timeMs, text);
    byte[] bytes = text.toString().getBytes(UTF_8);
    long key = id >= 0 ? id : FrameKeys.hash(bytes, 0, bytes.length);
    into.set(number, key, bytes, 0, bytes.length, 0, bytes.length);
    if (isBinary) {
      into.setBinary();
    }
    return true;
  }
}
