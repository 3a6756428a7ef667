System.Console.WriteLine("App");
