// The page's server and its engine, without a browser: who gets in, what is answered, and what
// happens to functions that are missing, crash, hang or are wrong.
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lab/play/link.hpp"
#include "lab/play/running.hpp"
#include "support/catch.hpp"

namespace {

using nn::play::json;
using nn::play::Page;
using nn::play::Running;
using nn::play::Server;
using nn::play::ServerSettings;

const json chips = {{"do", "train"},        {"data", "microchips"},
                    {"samples", 118},       {"widths", {4}},
                    {"rate", 0.3},          {"epochs", 30},
                    {"speed", 0},           {"paused", false},
                    {"activation", "tanh"}, {"want", {"network", "histograms"}}};

/// A matrix as a .mat file of version 4 holds it.
std::string variable(const std::string& name, std::int32_t rows, std::int32_t columns,
                     const std::vector<double>& values) {
  const auto length = static_cast<std::int32_t>(name.size() + 1);
  const std::vector<std::int32_t> head = {0, rows, columns, 0, length};
  std::string text(reinterpret_cast<const char*>(head.data()), 4 * head.size());
  text.append(name.c_str(), name.size() + 1);
  text.append(reinterpret_cast<const char*>(values.data()), 8 * values.size());
  return text;
}

bool is_over(const json& one) {
  return one.value("kind", "") == "picture" && one["networks"][0]["over"] != "";
}

}  // namespace

TEST_CASE("Only whoever has the address gets the page, its files and the engine", "[play]") {
  const Running running(ServerSettings{});
  httplib::Client client = running.client();
  const std::string path = running.path();
  const auto status = [&](const std::string& where) {
    const auto answer = client.Get(where.c_str());
    REQUIRE(answer);
    return answer->status;
  };
  const auto sent = [&](const std::string& where, const std::string& message) {
    const auto answer = client.Post(where.c_str(), message, "application/json");
    REQUIRE(answer);
    return answer->status;
  };
  CHECK(status(path) == 200);
  CHECK(status(path + "play.js") == 200);
  CHECK(status("/") == 403);
  CHECK(status("/play.js") == 403);
  CHECK(status("/events?page=one") == 403);
  CHECK(sent("/do", R"({"do":"nine"})") == 403);
  CHECK(sent(path + "do", R"({"do":"nine"})") == 200);
  CHECK(sent(path + "do", "no JSON") == 400);
  CHECK(sent(path + "do", R"({"do":"file","path":"/etc/passwd"})") == 400);
  CHECK(sent(path + "else", R"({"do":"nine"})") == 404);
  CHECK(status(path + "nothing.js") == 404);
  CHECK(status(path + "..%2Fserver.cpp") == 404);
  const httplib::Headers elsewhere = {{"Origin", "http://evil.example"}};
  CHECK(client.Get((path + "events?page=one").c_str(), elsewhere)->status == 403);
}

TEST_CASE("A server that has ended leaves its port free, also with a page open", "[play]") {
  Running first(ServerSettings{});
  Running second(ServerSettings{});
  CHECK(second.port() != first.port());
  CHECK(second.path() != first.path());
  const int port = first.port();
  CHECK_THROWS_AS(Server(ServerSettings{.port = port}), std::runtime_error);
  {
    Page page(first, "one");
    first.end();
  }
  const Running third(ServerSettings{.port = port});
  CHECK(third.port() == port);
}

TEST_CASE("A network learns over HTTP, with all that a picture holds", "[play]") {
  const Running running(ServerSettings{.engine = PLAY_SOLUTION});
  Page page(running, "one");
  const json tasks = page.wait_for("tasks");
  for (const auto& [task, what] : tasks["tasks"].items()) {
    INFO(task << ": " << what.dump());
    CHECK(what["state"] == "works");
  }
  json message = chips;
  message["paused"] = true;
  page.send(message);
  const json samples = page.wait_for("samples");
  CHECK(samples["counts"] == json({83, 35}));
  CHECK(samples["codes"][0]["code"].get<std::string>().find("load_dataset(\"microchips\")") !=
        std::string::npos);
  const json first = page.wait_for("picture");
  CHECK(first["networks"][0]["epoch"] == 0);
  page.say({{"do", "play"}});
  const json last = page.wait(is_over);
  const json& network = last["networks"][0];
  CHECK(network["epoch"] == 30);
  CHECK(network["step"] == 90);  // 83 samples in batches of 32 are 3 steps an epoch
  CHECK(network["parameters"] == 22);
  CHECK(network["training"][0] < first["networks"][0]["training"][0]);
  CHECK(nn::play::from_base64(network["regions"]).size() == 2 * 48 * 48);
  CHECK(network["edges"].size() == 2);
  CHECK(network["weights"].size() == 2);
  CHECK(network["neurons"][0].size() == 4);
}

TEST_CASE("Rewound, a training goes the same way again", "[play]") {
  const Running running(ServerSettings{.engine = PLAY_SOLUTION});
  Page page(running, "one");
  json message = chips;
  message["method"] = "adam";
  message["keep"] = 0.7;
  page.send(message);
  const json end = page.wait(is_over);
  page.say({{"do", "rewind"}, {"epoch", 11}});
  const json back = page.wait([](const json& one) {
    return one.value("kind", "") == "picture" && one["networks"][0]["epoch"] == 11;
  });
  CHECK(back["networks"][0]["over"] == "");
  page.say({{"do", "play"}});
  const json again = page.wait(is_over);
  CHECK(again["networks"][0]["training"] == end["networks"][0]["training"]);

  page.say({{"do", "rewind"}, {"epoch", 3}});
  page.say({{"do", "step"}});
  const json stepped = page.wait([](const json& one) {
    return one.value("kind", "") == "picture" && one.contains("batch") &&
           one["networks"][0]["step"] == 10;
  });
  CHECK(stepped["networks"][0]["epoch"] == 3);
  CHECK(stepped["batch"].size() == 32);
}

TEST_CASE("A NaN is shown where it began", "[play]") {
  const Running running(ServerSettings{.engine = PLAY_SOLUTION});
  Page page(running, "one");
  json message = chips;
  message["loss"] = "mean_squared_error";
  message["activation"] = "relu";
  message["rate"] = 1e8;
  message["widths"] = {8, 8};
  page.send(message);
  const json last = page.wait(is_over);
  const json& network = last["networks"][0];
  CHECK(network["over"] == "NaN");
  REQUIRE(network.contains("breakdown"));
  CHECK(network["breakdown"].contains("what"));
  CHECK(network["breakdown"]["step"] > 0);
}

TEST_CASE("Settings that make no sense are refused in words, and the engine goes on", "[play]") {
  const Running running(ServerSettings{.engine = PLAY_SOLUTION});
  Page page(running, "one");
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, json>>{{"rate", 0},
                                                 {"rate", "fast"},
                                                 {"widths", {0}},
                                                 {"widths", {8, 100000}},
                                                 {"activation", "magic"},
                                                 {"data", "../../etc/passwd"},
                                                 {"samples", -5},
                                                 {"batch", 0},
                                                 {"keep", 0},
                                                 {"skips", 7}}) {
    json message = chips;
    message[name] = value;
    page.send(message);
    INFO(name << " = " << value.dump());
    CHECK_FALSE(page.wait_for("trouble")["says"].get<std::string>().empty());
  }
  page.send(chips);
  CHECK(page.wait(is_over)["networks"][0]["epoch"] == 30);
}

TEST_CASE("An unwritten task is named, with its file and line", "[play]") {
  const Running running(ServerSettings{.engine = PLAY_STUBS});
  Page page(running, "one");
  const json tasks = page.wait_for("tasks")["tasks"];
  for (const auto& [task, what] : tasks.items()) {
    INFO(task << ": " << what.dump());
    CHECK(what["state"] == "unwritten");
  }
  CHECK(tasks["7.5"]["task"] == "7.5");
  CHECK(tasks["7.5"]["function"] == "train");
  CHECK(tasks["7.5"]["file"] == "training.cpp");
  CHECK(tasks["7.5"]["line"] > 1);
  page.send(chips);
  const json trouble = page.wait_for("trouble");
  CHECK(trouble["state"] == "unwritten");
  CHECK(trouble["task"] == "2.4");
  page.send({{"do", "loops"}});
  CHECK(page.wait_for("trouble")["task"] == "15.1");
  page.send({{"do", "nine"}});
  CHECK(page.wait_for("trouble")["task"] == "4.1");
  page.send({{"do", "language"}});
  CHECK(page.wait_for("trouble")["task"] == "14.7");
}

TEST_CASE("A function that crashes, hangs, throws or is wrong does not end the page", "[play]") {
  const Running running(ServerSettings{.engine = PLAY_BROKEN, .longest_call = 1.5});
  Page page(running, "one");
  const json tasks = page.wait_for("tasks")["tasks"];
  CHECK(tasks["1.1"]["state"] == "crashed");
  CHECK(tasks["1.2"]["state"] == "hung");
  CHECK(tasks["1.3"]["state"] == "wrong");
  CHECK(tasks["1.3"]["says"].get<std::string>().find("relu(-2, 3)") != std::string::npos);
  CHECK(tasks["1.4"]["state"] == "threw");
  CHECK(tasks["1.4"]["says"] == "leaky_relu: this is mine");
  CHECK(tasks["2.1"]["state"] == "works");

  page.send({{"do", "activations"}});
  const json crash = page.wait_for("trouble");
  CHECK(crash["state"] == "crashed");
  CHECK(crash["in"] == "1.1 sigmoid");
  page.wait_for("tasks");  // started anew

  page.send({{"do", "forward"}, {"activation", "tanh"}});
  const json hang = page.wait_for("trouble");
  CHECK(hang["state"] == "hung");
  CHECK(hang["in"] == "2.5 network_forward");
  page.wait_for("tasks");

  page.send({{"do", "forward"}, {"activation", "identity"}});
  CHECK(page.wait_for("forward")["layers"].size() == 3);
}

TEST_CASE("A user's own file is learnt from, or refused in words", "[play]") {
  const Running running(ServerSettings{.engine = PLAY_SOLUTION});
  Page page(running, "one");
  const auto give = [&](const std::string& name, const std::string& text) {
    const auto answer = running.client().Post(
        (running.path() + "file?page=one&name=" + name).c_str(), text, "application/octet-stream");
    REQUIRE(answer);
    REQUIRE(answer->status == 200);
    json message = chips;
    message["data"] = "file";
    page.send(message);
  };
  std::string table = "width,height,kind\n";
  for (int i = 0; i < 40; ++i) {
    table += std::to_string(i % 7) + "," + std::to_string(i % 5) + (i % 2 ? ",cat\n" : ",dog\n");
  }
  give("pets.csv", table);
  const json samples = page.wait_for("samples");
  CHECK(samples["features"] == json({"width", "height"}));
  CHECK(samples["classes"] == 2);
  CHECK(samples["names"] == json({"dog", "cat"}));
  CHECK(samples["source"] == "pets.csv");
  page.wait(is_over);

  std::vector<double> X, y;  // a sample is a row; a file has column after column
  for (int i = 0; i < 40; ++i) X.push_back(i % 7);
  for (int i = 0; i < 40; ++i) X.push_back(i % 5);
  for (int i = 0; i < 40; ++i) y.push_back(i % 2 + 1);
  give("pets.mat", variable("X", 40, 2, X) + variable("y", 40, 1, y));
  const json saved = page.wait_for("samples");
  CHECK(saved["classes"] == 2);
  CHECK(saved["names"] == json({"1", "2"}));
  CHECK(saved["features"].size() == 2);
  page.wait(is_over);

  give("bad.csv", "a,b,c\n1,red,3\n2,blue,4\n");
  CHECK(page.wait_for("trouble")["says"].get<std::string>().find("\"red\"") != std::string::npos);
  give("bad.mat", "this is no .mat file");
  CHECK(page.wait_for("trouble")["says"].get<std::string>().starts_with("bad.mat"));
}

TEST_CASE("The page that speaks last is answered, and the other one hears of it", "[play]") {
  const Running running(ServerSettings{.engine = PLAY_SOLUTION});
  Page first(running, "first");
  Page second(running, "second");
  first.send({{"do", "nine"}});
  first.wait_for("nine");
  second.send({{"do", "nine"}});
  second.wait_for("nine");
  first.wait_for("taken");
}

TEST_CASE("Each lesson's question is answered by the reference", "[play]") {
  const Running running(ServerSettings{.engine = PLAY_SOLUTION});
  Page page(running, "one");
  page.send({{"do", "activations"}, {"z", 0.0}, {"logits", {0.0, 0.0}}});
  const json curves = page.wait_for("activations");
  CHECK(curves["curves"][0]["at"] == 0.5);  // sigmoid(0)
  CHECK(curves["softmax"]["A"] == json({0.5, 0.5}));

  // By hand: z = (1 + 1, 2) = (2, 2), y = 2 + 4 + 0.5 = 6.5, dy = 2 (6.5 - 1) = 11.
  page.send({{"do", "nine"}});
  const json nine = page.wait_for("nine");
  CHECK(nine["forward"]["y"] == 6.5);
  CHECK(nine["gradient"][8] == 11.0);
  CHECK(nine["gradient"][4] == 22.0);

  page.send({{"do", "valley"}, {"steps", 1}, {"steepness", 20}, {"rate", 0.05}});
  const json valley = page.wait_for("valley");
  CHECK(valley["methods"].size() == 5);
  CHECK(valley["methods"][0]["x"][1] == Approx(-3.8));  // -4 + 0.05 * 4

  for (const char* network : {"layer", "residual"}) {
    page.send({{"do", "tape"}, {"network", network}});
    const json tape = page.wait_for("tape");
    std::set<std::string> operations;
    for (const json& node : tape["nodes"]) operations.insert(node["operation"]);
    CHECK(operations.contains("tape_product"));
    CHECK(operations.contains("tape_tanh"));
    CHECK(operations.contains("tape_loss"));
    CHECK_FALSE(operations.contains("tape_record"));
    CHECK(tape["nodes"].back()["gradient"] == json({{1.0}}));
  }

  page.send({{"do", "images"},
             {"digit", 3},
             {"which", 2},
             {"filter", {0, 0, 0, 0, 1, 0, 0, 0, 0}},
             {"stride", 1},
             {"padding", 1}});
  const json images = page.wait_for("images");
  CHECK(images["map"] == images["pixels"]);  // this filter sees the pixel itself
  CHECK(images["tape"]["equal"] == true);
  CHECK(images["pooled"]["made"] == json({10, 10}));

  const auto language = [&](const json& changes) {
    json question = {
        {"do", "language"}, {"order", 3}, {"lines", 600}, {"text", "ben saw a snail. THE sn"}};
    question.update(changes);
    page.send(question);
    return page.wait_for("language");
  };
  const json two = language({{"match", 2}, {"sharpness", 30}});
  const std::string characters = two["characters"];
  CHECK(two["text"] == "ben saw a snail.  sn");  // without letters that the language has not
  CHECK(two["contexts"] == 20 * 20 * 20);
  CHECK(two["chances"][characters.find('a')] > 0.9);  // "sn" is in "snail" only
  CHECK(two["bits"]["entropy"] == Approx(7.5 / 33));
  CHECK(two["bits"]["held_out"] > two["bits"]["entropy"]);
  const std::size_t length = 20, snail = 12;  // after the first "sn"
  CHECK(two["look"]["weights"][length * (length - 1) + snail] > 0.99);
  const json on =
      language({{"text", "ben saw a fox. the fox saw ben\n"}, {"count", 5}, {"top", 1}});
  CHECK(on["text"].get<std::string>().size() == 36);
  CHECK(on["lines"][0]["tale"] == true);
  CHECK(on["lines"][1]["tale"] == false);  // "ben" alone: three letters do not know where they are
  CHECK_FALSE(on["lines"].back().contains("tale"));
  CHECK(language({{"text", std::string(500, 'a')}, {"count", 5}})["full"] == true);
  CHECK(language({{"text", ""}, {"order", 0}})["lines"].size() == 1);
}

TEST_CASE("A walk of loops says what misses, and which lines the cache holds when", "[play]") {
  const Running running(ServerSettings{.engine = PLAY_SOLUTION});
  Page page(running, "one");
  // 1x1 times 1x1 visits three places, which lie in the lines 0, 0 and 1 of two numbers each.
  page.send({{"do", "loops"}, {"n", 1}, {"numbers", 2}, {"lines", 1}});
  const json least = page.wait_for("loops");
  CHECK(least["visits"] == json({0, 1, 2}));
  CHECK(least["cache"]["misses"] == json({0, 1, 1, 2}));
  // Line 0 comes with visit 1 and goes with visit 3; line 1 is there at the end.
  CHECK(least["cache"]["stays"] == json({{0, 1, 3}, {1, 3, 4}}));

  page.send({{"do", "loops"},
             {"n", 8},
             {"order", "blocks"},
             {"block", 4},
             {"numbers", 4},
             {"lines", 8},
             {"flops", 20},
             {"bytes", 10}});
  const json loops = page.wait_for("loops");
  CHECK(loops["product"]["equal"] == true);
  REQUIRE(loops["visits"].size() == 3 * 8 * 8 * 8);
  CHECK(loops["cache"]["misses"].back() == loops["cache"]["totals"][2]["misses"]);
  // At each moment, no more lines are there than the cache has; and each visit's line is.
  for (std::size_t k = 1; k <= loops["visits"].size(); ++k) {
    std::set<std::size_t> held;
    for (const json& stay : loops["cache"]["stays"]) {
      if (stay[1] <= k && k < stay[2]) held.insert(stay[0].get<std::size_t>());
    }
    REQUIRE(held.size() <= 8);
    REQUIRE(held.contains(loops["visits"][k - 1].get<std::size_t>() / 4));
  }
  CHECK(loops["roof"]["flops"][15] == 1699840.0);  // of 16 samples, as lesson 15 says
  CHECK(loops["roof"]["attainable"][15] == 20e9);
}
