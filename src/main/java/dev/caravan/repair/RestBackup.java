package dev.caravan.repair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent;
import dev.caravan.rest.RestClient;
import dev.caravan.rest.RestDialect;
import dev.caravan.rest.RestRequest;
import dev.caravan.rest.RestStatus;
import dev.caravan.stream.Repairs;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks over REST for what a venue offers of streams that no connection delivers, until they are
 * back; and for what it offers over REST alone.
 *
 * <p>Trades come by id behind the last that was received, and are left out of the gap that the
 * stream's return will show; of everything else each answer is recorded as it is. The feed's event
 * loop only.
 */
public final class RestBackup implements Repairs {

  private static final Logger LOG = LoggerFactory.getLogger(RestBackup.class);
  private static final int PAGE = 1000;

  /** Ids that were asked for while a stream was down. */
  private record Run(long first, long last) {}

  private final RestClient client;
  private final RestDialect dialect;
  private final BackupPolicy policy;
  private final Repairs next;
  private final Site site;
  private final RestQuestion question;

  // Event loop only.
  private final Map<StreamId, Run> covered = new HashMap<>();
  private final Set<StreamId> served = new HashSet<>();
  private List<Down> down = List.of();
  private long nowNs;

  /**
   * Passes on what begins and breaks.
   *
   * @param next what repairs the rest of the gaps
   */
  public RestBackup(RestClient client, BackupPolicy policy, Repairs next, Site site) {
    this.client = requireNonNull(client, "client");
    this.dialect = client.dialect();
    this.policy = requireNonNull(policy, "policy");
    this.next = requireNonNull(next, "next");
    this.site = requireNonNull(site, "site");
    this.question = new RestQuestion(client, site, this::askNext);
  }

  @Override
  public void onBegun(StreamId stream, long firstId) {
    next.onBegun(stream, firstId);
  }

  @Override
  public void onGap(StreamId stream, long first, long last) {
    Run run = covered.get(stream);
    if (run == null || run.first > last || run.last < first) {
      next.onGap(stream, first, last);
      return;
    }
    if (first < run.first) {
      next.onGap(stream, first, run.first - 1);
    }
    if (last > run.last) {
      next.onGap(stream, run.last + 1, last);
    }
  }

  @Override
  public void onTick(long now) {
    next.onTick(now);
    nowNs = now;
    down = site.down();
    policy.keepOnly(down);
    covered.keySet().removeIf(stream -> !site.isWanted(stream));
    int before = served.size();
    served.retainAll(down.stream().map(Down::stream).collect(Collectors.toSet()));
    if (before > 0 && served.isEmpty()) {
      LOG.info("rest serves no stream any more, all are back venue={}", dialect.venue());
    }
    askNext();
  }

  @Override
  public Set<StreamId> served() {
    return Set.copyOf(served);
  }

  private void askNext() {
    if (down.isEmpty() || question.isAsking()) {
      return;
    }
    // What is back meanwhile is not asked for.
    down = site.down();
    Optional<Down> chosen = policy.next(down, nowNs);
    while (chosen.isPresent()) {
      Down stream = chosen.get();
      Optional<RestRequest> byId = tradesOf(stream);
      Optional<RestRequest> request = byId.or(() -> dialect.backup(stream.stream()));
      if (request.isPresent()) {
        RestStatus budget = client.status();
        if (budget.refusedFor().isZero()
            && BackupPolicy.mayCost(
                request.get().weight(), budget.usedWeight(), budget.weightPerMinute())) {
          policy.asked(stream.stream(), nowNs);
          ask(stream, request.get(), byId.isPresent());
        }
        return;
      }
      policy.asked(stream.stream(), nowNs);
      chosen = policy.next(down, nowNs);
    }
  }

  private Optional<RestRequest> tradesOf(Down stream) {
    return stream.lastId() < 0
        ? Optional.empty()
        : dialect.trades(stream.stream(), firstMissing(stream), PAGE);
  }

  private long firstMissing(Down stream) {
    Run run = covered.get(stream.stream());
    return run == null || run.last < stream.lastId() ? stream.lastId() + 1 : run.last + 1;
  }

  private void ask(Down asked, RestRequest request, boolean isById) {
    StreamId stream = asked.stream();
    if (isById) {
      long first = firstMissing(asked);
      question.ask(
          request,
          body -> BackfillPage.of(body, dialect.readTrades(stream, body), first, Long.MAX_VALUE),
          page -> {
            if (isStillDown(asked)) {
              page.events().forEach(event -> site.record(stream, event));
              if (page.reachedId() >= first) {
                covered.put(stream, new Run(asked.lastId() + 1, page.reachedId()));
              }
              serves(asked);
            }
          },
          failure -> failed(stream, failure));
    } else {
      question.ask(
          request,
          body -> new String(body, UTF_8),
          body -> {
            if (isStillDown(asked)) {
              site.record(stream, new RecordEvent.Backup(request.path(), body));
              serves(asked);
            }
          },
          failure -> failed(stream, failure));
    }
  }

  /** An answer that comes behind the stream's own frames would be out of place. */
  private boolean isStillDown(Down asked) {
    return site.down().stream()
        .anyMatch(each -> each.stream().equals(asked.stream()) && each.lastId() == asked.lastId());
  }

  private void serves(Down asked) {
    StreamId stream = asked.stream();
    if (!asked.isOverRestOnly() && served.add(stream) && served.size() == 1) {
      LOG.warn(
          "rest serves what no connection delivers venue={} stream={}", dialect.venue(), stream);
    }
  }

  private void failed(StreamId stream, IOException reason) {
    served.remove(stream);
    LOG.debug(
        "rest does not serve a stream venue={} stream={} reason={}",
        dialect.venue(),
        stream,
        reason.getMessage());
  }
}
