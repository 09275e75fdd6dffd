package dev.caravan.camel.web;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds the bytes of answers that their readers have not taken yet, all together: when there are
 * too many, those who have been reading for longest have to go, so that nobody fills the memory and
 * nobody keeps others from an answer.
 *
 * <p>Any thread.
 *
 * @param <C> a connection
 */
final class AnswerRoom<C> {
  private final long limitBytes;

  // Guarded by this. In the order in which they began to wait.
  private final Map<C, Long> unsent = new LinkedHashMap<>();
  private long total;

  AnswerRoom(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Takes room for an answer, and says which other connections have to go for it. */
  synchronized List<C> take(C connection, long bytes) {
    unsent.merge(requireNonNull(connection, "connection"), bytes, Long::sum);
    total += bytes;
    List<C> gone = new ArrayList<>();
    Iterator<Map.Entry<C, Long>> eldest = unsent.entrySet().iterator();
    while (total > limitBytes && eldest.hasNext()) {
      Map.Entry<C, Long> next = eldest.next();
      if (!next.getKey().equals(connection)) {
        gone.add(next.getKey());
        total -= next.getValue();
        eldest.remove();
      }
    }
    return gone;
  }

  /** The answer was taken, or never will be; nothing where the connection had to go. */
  synchronized void giveBack(C connection, long bytes) {
    Long waiting = unsent.get(connection);
    if (waiting != null) {
      total -= bytes;
      if (waiting == bytes) {
        unsent.remove(connection);
      } else {
        unsent.put(connection, waiting - bytes);
      }
    }
  }

  synchronized long bytes() {
    return total;
  }
}
