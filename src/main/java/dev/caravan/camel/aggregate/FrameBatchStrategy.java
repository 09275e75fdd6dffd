package dev.caravan.camel.aggregate;

import dev.caravan.record.Burst;
import dev.caravan.record.FrameBatch;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Collects bursts into one batch and says when it is full: by frames or by bytes.
 *
 * <p>Being a {@link Predicate}, it is the aggregate's completion predicate; {@code completionSize}
 * would count bursts. Bound in the registry as {@code frameBatch}. Holds no state of a batch: it
 * lives in the exchange.
 */
public final class FrameBatchStrategy implements AggregationStrategy, Predicate {

  /**
   * A batch of more bytes than this is written whatever its number of frames: what one thread wrote
   * should be in the processor's cache when the next one reads it.
   */
  public static final long MAX_BATCH_BYTES = 256 * 1024;

  private final int batchSize;

  /**
   * Makes a strategy.
   *
   * @param batchSize frames that make a batch full
   */
  public FrameBatchStrategy(int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("a batch holds at least one frame: " + batchSize);
    }
    this.batchSize = batchSize;
  }

  @Override
  public Exchange aggregate(@Nullable Exchange batch, Exchange next) {
    Burst burst = (Burst) next.getMessage().getBody();
    if (batch == null) {
      next.getMessage().setBody(new FrameBatch().add(burst));
      return next;
    }
    ((FrameBatch) batch.getMessage().getBody()).add(burst);
    return batch;
  }

  @Override
  public void init(CamelContext context) {}

  @Override
  public boolean matches(Exchange exchange) {
    FrameBatch batch = (FrameBatch) exchange.getMessage().getBody();
    return batch.frames() >= batchSize || batch.byteCount() >= MAX_BATCH_BYTES;
  }
}
