package dev.caravan.camel.web;

import static java.util.Objects.requireNonNull;

import dev.caravan.camel.push.Conversation;
import dev.caravan.camel.push.Conversations;
import dev.caravan.clock.EpochNanoClock;
import dev.caravan.web.DashboardNews;
import dev.caravan.web.DashboardTalk;

/** Talks to each viewer of the page about what it wants to see: the bean {@code dashboard}. */
final class DashboardConversations implements Conversations {
  /** The registry name. */
  static final String BEAN = "dashboard";

  private final DashboardNews news;
  private final EpochNanoClock clock;

  DashboardConversations(DashboardNews news, EpochNanoClock clock) {
    this.news = requireNonNull(news, "news");
    this.clock = requireNonNull(clock, "clock");
  }

  @Override
  public Conversation open() {
    DashboardTalk talk = new DashboardTalk(news);
    return new Conversation() {
      @Override
      public void hear(String text) {
        talk.hear(text);
      }

      @Override
      public byte[] next() {
        return talk.next();
      }
    };
  }

  @Override
  public void round(int viewers) {
    news.round(viewers, clock.epochNanos() / 1_000_000);
  }
}
