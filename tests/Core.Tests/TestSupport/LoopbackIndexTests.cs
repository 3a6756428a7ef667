using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.TestSupport;

[TestClass]
internal sealed class LoopbackIndexTests
{
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes("0123456789");

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow("*/*", "text/html")]
    [DataRow(LoopbackIndex.Json, LoopbackIndex.Json)]
    public async Task A_page_comes_in_the_form_the_client_prefers(string accept, string expected)
    {
        using LoopbackIndex index = new() { HtmlOnly = expected == "text/html" };
        index.Add(new IndexedFile("foo-1.0.tar.gz", Bytes) { Yanked = "broken", RequiresPython = ">=3.8" });
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(index.Simple, "foo/"));
        request.Headers.Accept.ParseAdd(accept);

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.CancellationToken);

        Assert.AreEqual(expected, response.Content.Headers.ContentType!.MediaType);
        string page = await response.Content.ReadAsStringAsync(TestContext.CancellationToken);
        StringAssert.Contains(page, "broken");
        Assert.AreEqual(accept, index.Requests[0]["Accept"]);
    }

    [TestMethod]
    public async Task A_range_is_served_with_its_place()
    {
        using LoopbackIndex index = new();
        index.Add(new IndexedFile("foo-1.0.tar.gz", Bytes));
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(index.Root, LoopbackIndex.FilePath("foo-1.0.tar.gz")));
        request.Headers.Range = new RangeHeaderValue(4, null);

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.CancellationToken);

        Assert.AreEqual(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.AreEqual("bytes 4-9/10", response.Content.Headers.ContentRange!.ToString());
        Assert.AreEqual("456789", await response.Content.ReadAsStringAsync(TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task A_fault_lasts_as_often_as_it_was_asked_for()
    {
        using LoopbackIndex index = new();
        index.Serve("/a", Bytes);
        index.Inject("/a", Faults.Status(500), times: 2);
        using HttpClient client = new();

        List<HttpStatusCode> answers = [];
        for (int i = 0; i < 3; i++)
            answers.Add((await client.GetAsync(new Uri(index.Root, "a"), TestContext.CancellationToken)).StatusCode);

        CollectionAssert.AreEqual(
            new[] { HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError, HttpStatusCode.OK }, answers);
        Assert.AreEqual(3, index.Count("/a"));
    }

    [TestMethod]
    public async Task A_truncated_answer_breaks_off()
    {
        using LoopbackIndex index = new();
        index.Serve("/a", Bytes);
        index.Inject("/a", Faults.Truncate(3));
        using HttpClient client = new();

        await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetByteArrayAsync(new Uri(index.Root, "a"), TestContext.CancellationToken));
    }
}
