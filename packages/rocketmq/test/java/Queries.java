import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.concurrent.CompletableFuture;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.RequestCallback;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/** Asks for one thing: a message, a timed one back, a reply. */
final class Queries {
    private static final long REPLY_WITHIN_MS = 20_000;

    private Queries() {
    }

    static JsonObject view(Settings settings, JsonObject request) throws Exception {
        return with(settings, producer ->
            Describe.message(producer.viewMessage(text(request, "topic"), text(request, "msgId"))));
    }

    static JsonArray find(Settings settings, JsonObject request) throws Exception {
        return with(settings, producer -> {
            JsonArray found = new JsonArray();
            int most = (int) Settings.number(request, "most", 32);
            for (MessageExt message : producer.queryMessage(text(request, "topic"),
                text(request, "key"), most, 0, Long.MAX_VALUE).getMessageList()) {
                found.add(Describe.message(message));
            }
            return found;
        });
    }

    static JsonPrimitive recall(Settings settings, JsonObject request) throws Exception {
        return with(settings, producer -> new JsonPrimitive(
            producer.recallMessage(text(request, "topic"), text(request, "recallHandle"))));
    }

    /** By the callback, because the waiting form of 5.3.3 gives up at once. */
    static JsonObject request(Settings settings, JsonObject request) throws Exception {
        return with(settings, producer -> {
            CompletableFuture<Message> coming = new CompletableFuture<>();
            producer.request(Production.message(request), new RequestCallback() {
                @Override
                public void onSuccess(Message reply) {
                    if (reply != null) { // null only says that the request is on its way
                        coming.complete(reply);
                    }
                }

                @Override
                public void onException(Throwable error) {
                    coming.completeExceptionally(error);
                }
            }, REPLY_WITHIN_MS);
            return Describe.message((MessageExt) coming.get());
        });
    }

    private static String text(JsonObject request, String name) {
        return request.get(name).getAsString();
    }

    private static <T> T with(Settings settings, Question<T> question) throws Exception {
        DefaultMQProducer producer =
            settings.applyTo(new DefaultMQProducer("peer-queries", settings.hook()));
        producer.start();
        try {
            return question.ask(producer);
        } finally {
            producer.shutdown();
        }
    }

    private interface Question<T> {
        T ask(DefaultMQProducer producer) throws Exception;
    }
}
