package dev.caravan.repair;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import dev.caravan.stream.Repairs;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Says which ids are missing between what earlier runs recorded and the first frame of this one.
 *
 * <p>What they recorded is read while frames come already; a stream that began before is judged
 * when it is known. Each stream is judged once. The feed's event loop only.
 */
public final class RestartGaps implements Repairs {

  static final String CAUSE = "restart";

  private final CompletableFuture<Map<StreamId, Long>> reading;
  private final Repairs next;
  private final Site site;

  private boolean isAwaited;

  /** Null until it was read. */
  private @Nullable Map<StreamId, Long> lastIds;

  /** First ids of streams that began before it was read. */
  private final Map<StreamId, Long> begun = new HashMap<>();

  /**
   * Passes everything on.
   *
   * @param reading gives the last recorded id of each stream whose ids have no holes
   * @param next what repairs the gaps
   */
  public RestartGaps(CompletableFuture<Map<StreamId, Long>> reading, Repairs next, Site site) {
    this.reading = requireNonNull(reading, "reading");
    this.next = requireNonNull(next, "next");
    this.site = requireNonNull(site, "site");
  }

  @Override
  public void onBegun(StreamId stream, long firstId) {
    next.onBegun(stream, firstId);
    if (lastIds == null) {
      begun.putIfAbsent(stream, firstId);
    } else {
      judge(stream, firstId, lastIds);
    }
  }

  @Override
  public void onGap(StreamId stream, long first, long last) {
    next.onGap(stream, first, last);
  }

  @Override
  public void onTick(long nowNs) {
    if (!isAwaited) {
      isAwaited = true;
      reading.thenAccept(ids -> site.execute(() -> known(ids)));
    }
    next.onTick(nowNs);
  }

  @Override
  public Set<StreamId> served() {
    return next.served();
  }

  private void known(Map<StreamId, Long> ids) {
    Map<StreamId, Long> left = new HashMap<>(ids);
    lastIds = left;
    begun.forEach((stream, firstId) -> judge(stream, firstId, left));
    begun.clear();
  }

  private void judge(StreamId stream, long firstId, Map<StreamId, Long> left) {
    Long last = left.remove(stream);
    if (last != null && firstId > last + 1) {
      site.gap(stream, last + 1, firstId - 1, CAUSE);
    }
  }
}
